import StrataAPI
import StrataDriverKit
import Synchronization
import TestContainers
import Testing

@testable import NspawnDriver
@testable import StrataLinuxHost

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A machine's snapshots` {
    /// What a machine's root file system is.
    enum Form: String, CaseIterable, Sendable {
        case layers
        case whole
    }

    private static let order = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "before"))

    private static func make(_ order: Order, _ form: Form, in yard: Yard) async throws -> NativeID {
        // As where overlayfs does not work.
        if form == .whole { yard.driver.trial.found.withLock { $0[true] = .degraded("a test does without") } }
        let id = try await yard.driver.create(order)
        #expect(try await yard.driver.definition(id.text, "look at")?.root == (form == .whole ? .directory : .overlay))
        return id
    }

    @Test(arguments: [(Way.local, Form.layers), (.local, .whole), (.ssh, .layers)], [false, true])
    func `are taken once, reverted to and removed`(place: (way: Way, form: Form), privileged: Bool) async throws {
        try await Yard.use(place.way) { yard in
            let driver = yard.driver
            let order = yard.order("snap", privileged: privileged)
            let id = try await Self.make(order, place.form, in: yard)
            try await driver.start(id)
            let prepare = """
                echo one >/root/file && chmod 4750 /root/file && ln /root/file /root/link && rm -r /var && mkdir /var && rm /bin/wc
                """
            #expect(try await yard.run(id, "sh", "-c", prepare).exit == .exited(0))
            let uid = UID.random()
            let wanted = SnapshotOrder(uid: uid, name: ObjectName(namespace: "default", name: "s1"))
            let taken = try await driver.takeSnapshot(id, wanted)
            #expect(try await driver.takeSnapshot(id, wanted) == taken)
            #expect(try await driver.observe(id)?.power == .running, "it runs on")
            let shown = try #require(try await driver.snapshots(id).first)
            #expect(shown.owner == uid && (shown.size?.value ?? 0) > 0)

            #expect(try await yard.run(id, "sh", "-c", "echo two >/root/file; touch /var/new /bin/wc").exit == .exited(0))
            for _ in 0..<2 { try await driver.revert(id, to: taken) }
            #expect(try await driver.observe(id)?.power == .stopped)
            try await driver.start(id)
            #expect(try await yard.run(id, "ls", "-l", "/root/file").text.hasPrefix("-rwsr-x---"))
            #expect(try await yard.run(id, "sh", "-c", "[ /root/file -ef /root/link ]").exit == .exited(0), "a hard link stays one")
            let seen = try await yard.run(id, "sh", "-c", "cat /root/file; ls /var; [ -e /bin/wc ] || echo gone").text
            #expect(seen == "one\ngone\n")
            #expect(try await yard.run(id, "hostname").text == "snap\n")
            // Only one tree is kept beside the snapshots.
            let side = driver.places.side(order.uid).path
            #expect(try await LocalMachine().list(side).filter { $0.name.hasPrefix("tree-") || $0.name == "upper" }.count == 1)

            await #expect(throws: DriverError.self) { try await driver.deleteSnapshot(id, taken, owner: .random()) }
            for _ in 0..<2 { try await driver.deleteSnapshot(id, taken, owner: uid) }
            #expect(try await driver.snapshots(id).isEmpty)
            await #expect(throws: DriverError.self) { try await driver.revert(id, to: taken) }
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.delete(id, owner: order.uid)
            let traces = try await yard.traces(of: order.uid)
            #expect(traces == [])
        }
    }

    @Test func `are refused with memory, of what is ephemeral, and where there is no machine`() async throws {
        try await Yard.use { yard in
            let id = try await yard.driver.create(yard.order("refused"))
            var order = Self.order
            order.withMemory = true
            let error = await #expect(throws: DriverError.self) { try await yard.driver.takeSnapshot(id, order) }
            #expect(error?.reason == "Unsupported")
            let fleeting = try await yard.driver.create(yard.order("fleeting") { $0.options["ephemeral"] = true })
            let refusal = await #expect(throws: DriverError.self) { try await yard.driver.takeSnapshot(fleeting, Self.order) }
            #expect("\(try #require(refusal))".contains("ephemeral"))
            let none = await #expect(throws: DriverError.self) { try await yard.driver.takeSnapshot(NativeID("none"), Self.order) }
            #expect(none?.reason == "NotFound")
            for hostile in ["../x", "", "-rf", "a/b", "$(touch x)"] {
                await #expect(throws: DriverError.self) { try await yard.driver.revert(id, to: SnapshotID(hostile)) }
            }
        }
    }

    /// Every command that takes a snapshot can be the last before the process is gone: the next call finishes what was begun.
    @Test func `a frozen machine and half a copy are put right by the next call, and one that was paused stays so`() async throws {
        try await Yard.use { yard in
            let driver = yard.driver
            let order = yard.order("killed")
            let id = try await driver.create(order)
            try await driver.start(id)
            try await driver.pause(id)
            let shelf = driver.places.side(order.uid).snapshots
            let script = #"mkdir -p "$1/$2.partial/tree/etc" "$1/lost.partial"; : >"$1/still""#
            try await LocalMachine().check(Command("sh", "-c", script, "sh", shelf, Self.order.uid.text))
            let taken = try await driver.takeSnapshot(id, Self.order)
            #expect(try await driver.observe(id)?.power == .running)
            #expect(try await LocalMachine().list(shelf).map(\.name).sorted() == [taken.text, "lock"].sorted())
            // Reverts that ended before and after the note named their tree.
            let side = driver.places.side(order.uid).path
            try await LocalMachine().makeDirectory("\(side)/tree-00000000/etc")
            try await driver.revert(id, to: taken)
            try await LocalMachine().makeDirectory("\(side)/upper/etc")
            try await driver.revert(id, to: taken)
            let trees = try await LocalMachine().list(side).map(\.name).filter { $0.hasPrefix("tree-") || $0 == "upper" }
            #expect(try await trees == [driver.definition(id.text, "look at")?.tree])
            try await driver.start(id)
            try await driver.pause(id)
            var next = Self.order
            next.uid = .random()
            _ = try await driver.takeSnapshot(id, next)
            #expect(try await driver.observe(id)?.power == .paused)
        }
    }

    @Test(arguments: Form.allCases, [false, true])
    func `a clone has the disk of its source, and outlives it`(form: Form, privileged: Bool) async throws {
        try await Yard.use { yard in
            let driver = yard.driver
            let source = yard.order("source", privileged: privileged)
            let id = try await Self.make(source, form, in: yard)
            try await driver.start(id)
            #expect(try await yard.run(id, "sh", "-c", "echo then >/root/file; echo 0123 >/etc/machine-id").exit == .exited(0))
            let taken = try await driver.takeSnapshot(id, Self.order)
            #expect(try await yard.run(id, "sh", "-c", "echo now >/root/file").exit == .exited(0))
            let orders = ["now", "then"].map { yard.order($0, privileged: privileged) { $0.image = nil } }
            let now = try await driver.clone(orders[0], of: id, at: nil)
            #expect(try await driver.clone(orders[0], of: id, at: nil) == now)
            let then = try await driver.clone(orders[1], of: id, at: taken)
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.delete(id, owner: source.uid)
            for (clone, order) in [(now, orders[0]), (then, orders[1])] {
                #expect(try await driver.observe(clone)?.owner == order.uid)
                try await driver.start(clone)
                #expect(try await yard.run(clone, "cat", "/root/file").text == "\(order.name.name)\n")
                #expect(try await yard.run(clone, "hostname").text == "\(order.name.name)\n")
                #expect(try await yard.run(clone, "cat", "/etc/machine-id").text == "")
                try await eventually { try await yard.console(order.uid).contains("started") }
                try await driver.stop(clone, grace: .seconds(20))
                #expect(try await yard.console(order.uid).contains("stopping"), "it knows the source's signal")
            }
            // A clone's own snapshots and clones are as its source's.
            let again = yard.order("again", privileged: privileged) { $0.image = nil }
            let copy = try await driver.clone(again, of: then, at: nil)
            try await driver.start(copy)
            #expect(try await yard.run(copy, "cat", "/root/file").text == "then\n")
            let other = yard.order("other", privileged: !privileged) { $0.image = nil }
            let error = await #expect(throws: DriverError.self) { try await driver.clone(other, of: now, at: nil) }
            #expect("\(try #require(error))".contains("spec.stack.nspawn.privileged"))
        }
    }

    @Test(arguments: [(Way.local, Form.layers), (.local, .whole), (.ssh, .layers)], [false, true])
    func `an export is a tarball of all that is inside, from which the same is made again`(
        place: (way: Way, form: Form), privileged: Bool
    ) async throws {
        try await Yard.use(place.way) { yard in
            let driver = yard.driver
            let id = try await Self.make(yard.order("source", privileged: privileged), place.form, in: yard)
            try await driver.start(id)
            #expect(try await yard.run(id, "sh", "-c", "echo kept >/root/file; rm /bin/wc; rm -r /var; mkdir /var").exit == .exited(0))
            let export = try await driver.export(id, at: nil)
            #expect(export.parts.map(\.name) == ["rootfs.tar"] && export.command == ["/sbin/init"] && export.stopSignal == "SIGUSR2")
            let archive = try await Self.save(export, in: yard)
            #expect(try await driver.observe(id)?.power == .running)
            let listing = try await LocalMachine().check(Command("tar", "--numeric-owner", "-tvf", archive)).text
            #expect(listing.contains("0/0") && listing.contains("./root/file"))
            #expect(!listing.contains("\(driver.facts.map.user)") && !listing.contains("/bin/wc"))
            let image = StoredImage(
                digest: "sha256:" + String(repeating: "e", count: 64), path: archive, size: 1, type: .container,
                architecture: export.architecture, command: export.command, stopSignal: export.stopSignal)
            let copy = try await driver.create(yard.order("copy", privileged: privileged) { $0.image = image })
            try await driver.start(copy)
            #expect(try await yard.run(copy, "cat", "/root/file").text == "kept\n")
            #expect(try await LocalMachine().list(Workshop.directory(in: yard.path)).isEmpty, "nothing of the export is left")
        }
    }

    @Test func `a machine of others is cloned and exported while it is stopped, and once it was taken over has snapshots`() async throws {
        try await Yard.use { yard in
            let driver = yard.driver
            let source = yard.order("source", privileged: true)
            let lower = try #require(try await driver.definition(try await driver.create(source).text, "look at")).lower
            try await LocalMachine().check(Command("cp", "-a", lower, "\(yard.path)/theirs"))
            let settings = "[Exec]\nBoot=no\nParameters=/bin/sh -c 'echo heard; sleep 1000'\nPrivateUsers=no\n"
            try await LocalMachine().write("\(yard.path)/theirs.nspawn", Array(settings.utf8))
            let id = NativeID("theirs")
            let order = yard.order("clone", privileged: true) { $0.image = nil }
            let clone = try await driver.clone(order, of: id, at: nil)
            try await driver.start(clone)
            try await eventually { try await yard.console(order.uid).contains("heard") }
            let export = try await driver.export(id, at: nil)
            #expect(export.command == ["/bin/sh", "-c", "echo heard; sleep 1000"])
            _ = try await Self.save(export, in: yard)
            await #expect(throws: DriverError.self) { try await driver.takeSnapshot(id, Self.order) }
            var taking = yard.order("theirs")
            taking.image = nil
            #expect(try await driver.update(id, to: taking) == [])
            let taken = try await driver.takeSnapshot(id, Self.order)
            #expect(try await driver.snapshots(id).map(\.id) == [taken])
            await #expect(throws: DriverError.self) { try await driver.revert(id, to: taken) }
            try await LocalMachine().write("\(yard.path)/disk.raw", [0])
            await #expect { _ = try await driver.export(NativeID("disk"), at: nil) } throws: { "\($0)".contains("disk image") }
        }
    }

    /// Sends an export into a file.
    private static func save(_ export: MachineExport, in yard: Yard) async throws -> String {
        let session = try await export.parts[0].open()
        var bytes: [UInt8] = []
        for try await chunk in session.output where chunk.stream == .standardOutput { bytes += chunk.bytes }
        #expect(try await session.exit == .exited(0))
        await export.close()
        let archive = "\(yard.directory)/export.tar"
        try await LocalMachine().write(archive, bytes, mode: 0o600)
        return archive
    }
}
