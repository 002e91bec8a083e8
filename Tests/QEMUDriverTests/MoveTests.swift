import Foundation
import StrataAPI
import StrataDriverKit
import StrataImages
import Synchronization
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `on the move` {
        /// Counts on the guest's console, in the guest's memory alone.
        private static let counting = "\ni=0; while true; do i=$((i + 1)); echo count-$i-; sleep 0.2; done\n"

        static func startCounting(_ yard: Yard, _ id: NativeID) async throws {
            try await yard.wait(for: "tiny: started", on: id)
            let session = try await yard.driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            try await session.send(Array(counting.utf8))
            try await yard.wait(for: "count-5-", on: id)
            await session.terminate()
        }

        /// The numbers that a console showed.
        static func counted(_ console: String) -> [Int] {
            console.split(whereSeparator: \.isNewline).compactMap { line in
                line.hasPrefix("count-") && line.hasSuffix("-") ? Int(line.dropFirst(6).dropLast()) : nil
            }
        }

        /// Counts on without a gap and without beginning anew.
        static func expectOnward(_ yard: Yard, _ id: NativeID) async throws {
            let before = counted(yard.console(of: id)).max() ?? 0
            try await eventually(
                progress: { yard.console(of: id).utf8.count }, { (counted(yard.console(of: id)).max() ?? 0) > before + 3 })
            let numbers = counted(yard.console(of: id))
            #expect(numbers == Array(1...numbers.count), "the guest went on where it was")
        }

        @Test func `a running machine goes to another place of its host, counting on, with its address`() async throws {
            try await Yard.use { (yard) async throws in
                let other = try await yard.neighbour("other")
                let order = yard.order("mover", network: true)
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                try await Self.startCounting(yard, id)
                let before = try #require(try await yard.driver.observe(id))

                let move = try #require(
                    yard.driver.move(MoveOrder(order: order, id: id, isLive: true, runs: true), toSite: other.driver))
                try await move.check()
                let reports = Mutex<[MoveProgress]>([])
                for _ in 0..<2 { try await move.prepare { report in reports.withLock { $0.append(report) } } }
                #expect(try await move.whereabouts() == .source)
                #expect(try await other.driver.list() == [], "it is not the other's yet")
                let downtime = try await move.send { report in reports.withLock { $0.append(report) } }
                #expect(downtime < .seconds(5))
                let there = try await move.commit()
                #expect(try await move.commit() == there)
                #expect(try await move.whereabouts() == .target(there))
                await #expect(throws: DriverError.self) { _ = try await move.abort(isUncommitted: false) }
                try await Self.expectOnward(other, there)
                for _ in 0..<2 { try await move.finish() }

                #expect(try await yard.driver.list() == [])
                let after = try #require(try await other.driver.list().first)
                #expect(after.owner == order.uid)
                #expect(after.power == .running)
                #expect(after.addresses == before.addresses)
                #expect(reports.withLock { $0.contains { $0.part == "memory" && $0.done > 0 } })
                // And back again, to where another QEMU of it once was.
                let back = try #require(
                    other.driver.move(MoveOrder(order: order, id: there, isLive: true, runs: true), toSite: yard.driver))
                try await back.prepare { _ in }
                _ = try await back.send { _ in }
                #expect(try await back.commit() == id)
                try await back.finish()
                try await Self.expectOnward(yard, id)
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
                #expect(try await other.traces(of: order.uid) == [])
            }
        }

        @Test func `one that is given up, or whose other QEMU is killed, runs on where it is`() async throws {
            try await Yard.use { (yard) async throws in
                let other = try await yard.neighbour("other")
                let order = yard.order("stayer")
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                try await Self.startCounting(yard, id)
                let move = yard.driver.move(MoveOrder(order: order, id: id, isLive: true, runs: true), to: other.driver)

                try await move.prepare { _ in }
                for _ in 0..<2 { #expect(try await move.abort(isUncommitted: true) == nil) }
                #expect(try await other.traces(of: order.uid).filter { $0.hasPrefix("file") } == [])
                try await Self.expectOnward(yard, id)

                // Given up when all of it was sent and the guest is held.
                try await move.prepare { _ in }
                _ = try await move.send { _ in }
                #expect(try await yard.driver.observe(id)?.power == .paused)
                #expect(try await move.abort(isUncommitted: false) == nil)
                #expect(try await yard.driver.observe(id)?.power == .running)
                try await Self.expectOnward(yard, id)

                // Its other QEMU is killed before, and after all of it was sent.
                for isSent in [false, true] {
                    try await move.prepare { _ in }
                    if isSent { _ = try await move.send { _ in } }
                    let record = try #require(try await other.driver.incoming(id.text, "look"))
                    let process = try #require(try await other.driver.process(record.definition, "look"))
                    try await process.kill(on: LocalMachine())
                    if isSent {
                        await #expect(throws: DriverError.self) { try await move.commit() }
                    } else {
                        await #expect(throws: DriverError.self) { try await move.send { _ in } }
                    }
                    #expect(try await move.abort(isUncommitted: false) == nil)
                    #expect(try await yard.driver.observe(id)?.power == .running)
                    try await Self.expectOnward(yard, id)
                }

                // What a killed server left at the other place goes when that is connected to again.
                try await move.prepare { _ in }
                _ = try await other.reconnected()
                #expect(try await other.traces(of: order.uid).filter { $0.hasPrefix("file") } == [])
                #expect(try await yard.driver.observe(id)?.power == .running)
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        @Test(arguments: [false, true])
        func `a running machine goes to another host and its disk with it, over SSH, without an open port`(isBack: Bool) async throws {
            try await Far.use { (_, far) async throws in
                let near = try await far.neighbour("near", on: LocalMachine())
                let (from, to) = isBack ? (far, near) : (near, far)
                let order = from.order("farther", image: try await Self.letters(in: from.directory))
                let id = try await from.driver.create(order)
                try await from.driver.start(id)
                try await from.wait(for: "HIJ", on: id)
                // After which another file is written to, above the one that is kept.
                let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "kept"))
                if isBack { _ = try await from.driver.takeSnapshot(id, snapshot) }
                let definition = try await from.driver.existing(id, "look")
                let before = try #require(try await from.driver.process(definition, "look"))
                let move = from.driver.move(MoveOrder(order: order, id: id, isLive: true, runs: true), to: to.driver)
                try await move.check()
                let reports = Mutex<Set<String>>([])
                try await move.prepare { report in reports.withLock { _ = $0.insert(report.part) } }
                _ = try await move.send { report in reports.withLock { _ = $0.insert(report.part) } }
                let there = try await move.commit()
                try await move.finish()
                #expect(reports.withLock { $0.isSuperset(of: ["files", "disk", "memory"]) })
                #expect(try await before.isAlive(on: LocalMachine()) == false)
                #expect(try await from.driver.list() == [])
                let after = try #require(try await to.driver.list().first)
                #expect(after.power == .running)
                #expect(after.problem == "")
                let length = to.console(of: there).utf8.count
                try await eventually { to.console(of: there).utf8.count > length + 10 }
                let pid = try #require(after.pid)
                let listeners = try await LocalMachine().run(Command("ss", "-Hltnp"))
                #expect(listeners.succeeded && !listeners.text.contains("pid=\(pid),"), "it listens on a port")
                #expect(try await to.driver.snapshots(there).map(\.owner) == (isBack ? [snapshot.uid] : []))
                try await to.driver.stop(there, grace: .zero)
                try await Self.checkLetters(to, there)
                try await to.driver.delete(there, owner: order.uid)
                #expect(try await to.traces(of: order.uid) == [])
            }
        }

        /// A disk whose first sector counts: writes each number to the second sector, by the BIOS, then a letter for it to the first serial line, 15 times a second.
        private static func letters(in directory: String) async throws -> StoredImage {
            let code: [UInt8] = [
                0x31, 0xC0, 0x8E, 0xD8, 0x8E, 0xC0, 0x8E, 0xD0, 0xBC, 0x00, 0x7C, 0xFB,  // segments 0, a stack, interrupts
                0xBB, 0x00, 0x7E, 0xFF, 0x06, 0x00, 0x7E,  // next: mov bx, 0x7E00; inc word [bx]
                0xB8, 0x01, 0x03, 0xB9, 0x02, 0x00, 0xBA, 0x80, 0x00, 0xCD, 0x13,  // write it to the second sector
                0xBA, 0xF8, 0x03, 0xA0, 0x00, 0x7E, 0x24, 0x0F, 0x04, 0x41, 0xEE,  // 'A' + its lowest four bits to port 0x3F8
                0xB4, 0x86, 0xB9, 0x01, 0x00, 0x31, 0xD2, 0xCD, 0x15, 0xEB, 0xD8,  // wait 65,536 µs; jmp next
            ]
            let sector = code + [UInt8](repeating: 0, count: 510 - code.count) + [0x55, 0xAA]
            let path = "\(directory)/letters.raw"
            try await LocalMachine().write(path, sector + [UInt8](repeating: 0, count: (4 << 20) - 512), mode: 0o600)
            return try await #require(TinyImage.library).prepare(source: path)
        }

        /// Every letter follows the one before, and the disk holds the last number.
        private static func checkLetters(_ yard: Yard, _ id: NativeID) async throws {
            let letters = yard.console(of: id).utf8.filter { (UInt8(ascii: "A")...UInt8(ascii: "P")).contains($0) }.map { $0 - 65 }
            #expect(letters.count > 20)
            #expect(zip(letters, letters.dropFirst()).allSatisfy { ($0 + 1) % 16 == $1 }, "\(letters)")
            let raw = "\(yard.directory)/after.raw"
            let file = try await yard.driver.existing(id, "look").diskFile
            try await LocalMachine().check(Command("qemu-img", "convert", "-O", "raw", yard.driver.directory(id.text).file(file), raw))
            let bytes = try #require(try await LocalMachine().read(raw, limit: 8 << 20))
            let last = try #require(letters.last)
            #expect([last, (last + 1) % 16].contains(bytes[512] % 16))
            #expect(bytes[510] == 0x55)
        }

        @Test func `a stopped machine is moved with its disk, and one that runs is not unless live`() async throws {
            try await Yard.use { (yard) async throws in
                let other = try await yard.neighbour("other")
                let order = yard.order("cold", network: true)
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                let move = yard.driver.move(MoveOrder(order: order, id: id, isLive: false, runs: true), to: other.driver)
                await #expect(throws: DriverError.self) { try await move.check() }
                await #expect(throws: DriverError.self) { try await move.prepare { _ in } }
                try await yard.driver.stop(id, grace: .zero)
                try await move.check()
                try await move.prepare { _ in }
                #expect(try await move.send { _ in } == .zero)
                let there = try await move.commit()
                try await move.finish()
                #expect(try await yard.driver.list() == [])
                try await other.driver.start(there)
                try await other.wait(for: "tiny: started", on: there)
                try await other.driver.delete(there, owner: order.uid)
                #expect(try await other.traces(of: order.uid) == [])
            }
        }

        @Test func `one that grew while it ran stays as large, and one that was suspended goes on where it was`() async throws {
            try await Yard.use { (yard) async throws in
                let other = try await yard.neighbour("other")
                var order = yard.order("grown", network: true) {
                    $0.memory = Quantity("512Mi")
                    $0.cpuCores = 1
                }
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                try await Self.startCounting(yard, id)
                order.image = nil
                order.cpuCores = 2
                order.memory = Quantity("640Mi")
                #expect(try await yard.driver.update(id, to: order) == [])

                let move = yard.driver.move(MoveOrder(order: order, id: id, isLive: true, runs: true), to: other.driver)
                try await move.check()
                try await move.prepare { _ in }
                _ = try await move.send { _ in }
                let there = try await move.commit()
                try await move.finish()
                #expect(try await other.driver.update(there, to: order) == [], "all that was added is there")
                try await Self.expectOnward(other, there)

                try await other.driver.suspend(there)
                let back = other.driver.move(MoveOrder(order: order, id: there, isLive: false, runs: false), to: yard.driver)
                try await back.check()
                try await back.prepare { _ in }
                #expect(try await back.commit() == id)
                try await back.finish()
                #expect(try await yard.driver.observe(id)?.power == .suspended)
                try await yard.driver.start(id)
                try await Self.expectOnward(yard, id)
                try await yard.driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
                #expect(try await other.traces(of: order.uid) == [])
            }
        }

        @Test func `a place it cannot go to is refused with a sentence`() async throws {
            try await Yard.use { (yard) async throws in
                let order = yard.order("refused")
                let id = try await yard.driver.create(order)
                let same = yard.driver.move(MoveOrder(order: order, id: id, isLive: true, runs: true), to: try await yard.reconnected())
                await #expect { try await same.check() } throws: { "\($0)".contains("both sites keep their machines in") }
                var foreign = order
                foreign.uid = .random()
                let other = try await yard.neighbour("other")
                let wrong = yard.driver.move(MoveOrder(order: foreign, id: id, isLive: true, runs: true), to: other.driver)
                await #expect { try await wrong.check() } throws: { "\($0)".contains("it belongs to the instance") }
            }
        }

        @Test(arguments: [
            ["-drive", "file=/dev/sda"], ["-sandbox", "off"], ["-chardev", "file,id=a,path=/m/x"],
            ["-chardev", "socket,id=a,host=h,port=1,server=on"],
            ["-kernel", "/etc/shadow"], ["-kernel", "../../etc/shadow"], ["-initrd", "/m/../etc/shadow"],
            ["-device", "vfio-pci,host=00:01.0"],
            ["-device", "virtio-net-pci,netdev=n,romfile=/etc/shadow"], ["-netdev", "user,id=n"],
            ["-netdev", "tap,id=n,script=/m/x,downscript=no"],
            ["-blockdev", #"{"driver":"raw","file":{"driver":"file","filename":"/dev/sda"}}"#],
            ["-blockdev", #"{"driver":"raw","file":{"driver":"nbd","server":{"type":"inet","host":"h","port":"1"}}}"#],
            ["-blockdev", #"{"driver":"qcow2","data-file":"x","file":{"driver":"file","filename":"/m/disk"}}"#],
            ["-object", #"{"qom-type":"memory-backend-file","id":"m","size":1,"mem-path":"/m/x"}"#], ["-vnc", ":1"],
            ["-serial", "file:/m/x"], ["-S", "-daemonize"],
        ])
        func `arguments from another host that lead anywhere else are not believed`(arguments: [String]) {
            #expect(ForeignArguments(directory: MachineDirectory(path: "/m")).obstacle(in: arguments) != nil)
        }

        @Test(arguments: [
            (#"{"format":"qcow2"}"#, true), (#"{"format":"qcow2","backing-filename":"base"}"#, true),
            (#"{"format":"raw"}"#, false), (#"{"format":"qcow2","backing-filename":"/etc/shadow"}"#, false),
            (#"{"format":"qcow2","backing-filename":"../other/disk.qcow2"}"#, false),
            (#"{"format":"qcow2","backing-filename":"nbd:host:1"}"#, false), (#"{"format":"qcow2","backing-filename":"json:{}"}"#, false),
            (#"{"format":"qcow2","format-specific":{"type":"qcow2","data":{"data-file":"x"}}}"#, false),
        ])
        func `a disk from another host may name a file beside it and nothing else`(info: String, isHarmless: Bool) throws {
            #expect(ArrivalCheck.isHarmless(try JSONValue(parsing: Array(info.utf8))) == isHarmless)
        }

        @Test func `what came from another host and is no plain file is refused`() async throws {
            try await Yard.use { (yard) async throws in
                let place = "\(yard.directory)/came"
                let check = ArrivalCheck(place: Place(machine: LocalMachine()), name: "came")
                try await LocalMachine().makeDirectory(place)
                try await LocalMachine().check(Command("qemu-img", "create", "-q", "-f", "qcow2", "\(place)/disk.qcow2", "1M"))
                try await check.check(place)
                try await LocalMachine().check(
                    Command("qemu-img", "rebase", "-u", "-f", "qcow2", "-F", "raw", "-b", "/etc/shadow", "\(place)/disk.qcow2"))
                await #expect { try await check.check(place) } throws: { "\($0)".contains("disk.qcow2 names files elsewhere") }
                try await LocalMachine().remove("\(place)/disk.qcow2")
                try await LocalMachine().check(Command("mknod", "\(place)/base", "b", "7", "0"))
                await #expect { try await check.check(place) } throws: { "\($0)".contains("neither a file nor a directory") }
            }
        }

        @Test func `the arguments of the other QEMU are those that the machine runs with, elsewhere`() {
            let arguments = IncomingArguments(
                running: [
                    "-name", "guest=a,debug-threads=on", "-pidfile", "/x/vm/a/pid", "-append", "p=/x/vm/a/b q=/y/x/vm/a/", "-incoming",
                    "defer",
                    "-netdev", "tap,id=net0,ifname=vm1,script=no", "-chardev", "socket,path=/x/vm/a/qmp,server=on", "-blockdev",
                    #"{"driver":"qcow2","node-name":"disk0","file":{"driver":"file","filename":"/x/vm/a/disk.qcow2"}}"#, "-kernel",
                    "/x/vm/ab/kernel",
                ], source: MachineDirectory(path: "/x/vm/a"), target: MachineDirectory(path: "/z/c"), taps: [("vm1", "vn1")],
                disk: "disk2.qcow2")
            #expect(
                arguments.list == [
                    "-name", "guest=c,debug-threads=on", "-pidfile", "/z/c/pid", "-append", "p=/z/c/b q=/y/x/vm/a/",
                    "-netdev", "tap,id=net0,ifname=vn1,script=no", "-chardev", "socket,path=/z/c/qmp,server=on", "-blockdev",
                    #"{"driver":"qcow2","file":{"driver":"file","filename":"/z/c/disk2.qcow2"},"node-name":"disk0"}"#, "-kernel",
                    "/x/vm/ab/kernel",
                    "-incoming", "defer",
                ])
        }
    }
}
