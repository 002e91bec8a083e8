import Foundation
import StrataAPI
import StrataDriverKit
import Testing

@testable import QEMUDriver

extension `Virtual machines` {
    @Suite(.serialized) struct `and their snapshots` {
        private static func order(memory: Bool = false) -> SnapshotOrder {
            SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "snap"), withMemory: memory)
        }

        /// What the disk begins with, seen by the guest.
        private static let look = "dd if=/dev/vda bs=3 count=1 2>/dev/null | cat; echo"

        private static func write(_ word: String) -> String {
            "printf \(word) | dd of=/dev/vda conv=fsync,notrunc 2>/dev/null; echo 3 >/proc/sys/vm/drop_caches; \(look)"
        }

        @Test func `keep the disk while they run, are gone back to, and are taken in when they go`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let order = yard.order("disks") { $0.disk = Quantity("16Mi") }
                let id = try await driver.create(order)
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                let shell = try await Shell.open(on: id, of: yard)
                #expect(try await shell.say(Self.write("one")) == ["one"])
                let (first, second) = (Self.order(), Self.order())
                for _ in 0..<2 { #expect(try await driver.takeSnapshot(id, first).text == first.uid.text) }
                #expect(try await shell.say(Self.write("two")) == ["two"])
                _ = try await driver.takeSnapshot(id, second)
                #expect(try await shell.say(Self.write("six")) == ["six"])
                await shell.close()
                let seen = try await driver.snapshots(id)
                #expect(seen.map(\.owner) == [first.uid, second.uid])
                #expect(try seen.allSatisfy { try #require($0.size).value > 0 && !$0.hasMemory && $0.createdAt != nil })
                #expect(Self.files(yard, id).count == 3)

                // The first goes while the machine runs: what it held is in the file above.
                await #expect(throws: DriverError.self) {
                    try await driver.deleteSnapshot(id, SnapshotID(first.uid.text), owner: .random())
                }
                for _ in 0..<2 { try await driver.deleteSnapshot(id, SnapshotID(first.uid.text), owner: first.uid) }
                #expect(try await driver.snapshots(id).map(\.owner) == [second.uid])
                #expect(Self.files(yard, id).count == 2)

                try await driver.revert(id, to: SnapshotID(second.uid.text))
                #expect(try await driver.observe(id)?.power == .stopped)
                #expect(try await Self.firstWord(on: id, yard) == "two")
                try await driver.deleteSnapshot(id, SnapshotID(second.uid.text), owner: second.uid)
                #expect(try await driver.snapshots(id) == [])
                #expect(Self.files(yard, id).count == 1)
                #expect(try await Self.firstWord(on: id, yard) == "two")
                await #expect(throws: DriverError.self) { try await driver.revert(id, to: SnapshotID(first.uid.text)) }
                try await driver.delete(id, owner: order.uid)
                #expect(try await yard.traces(of: order.uid) == [])
            }
        }

        @Test func `with memory let a machine run on from there`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let id = try await driver.create(yard.order("memory") { $0.disk = Quantity("4Mi") })
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                var shell = try await Shell.open(on: id, of: yard)
                #expect(try await shell.say("word=then; " + Self.write("one")) == ["one"])
                let order = Self.order(memory: true)
                let snapshot = try await driver.takeSnapshot(id, order)
                #expect(try await driver.observe(id)?.power == .running)
                #expect(try #require(try await driver.snapshots(id).first).hasMemory)
                #expect(try await shell.say("word=now; " + Self.write("two")) == ["two"])
                await shell.close()
                for _ in 0..<2 {
                    try await driver.revert(id, to: snapshot)
                    #expect(try await driver.observe(id)?.power == .running)
                    shell = try await Shell.open(on: id, of: yard)
                    #expect(try await shell.say("echo $word; " + Self.look) == ["then", "one"])
                    await shell.close()
                }
                try await driver.deleteSnapshot(id, snapshot, owner: order.uid)
                #expect(Self.files(yard, id).count == 1)
                #expect(try await driver.observe(id)?.power == .running)
            }
        }

        @Test func `become clones that share with their source and outlive it, and exports that are whole`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let order = yard.order("source") { $0.disk = Quantity("8Mi") }
                let id = try await driver.create(order)
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                let shell = try await Shell.open(on: id, of: yard)
                #expect(try await shell.say(Self.write("one")) == ["one"])
                let snapshot = try await driver.takeSnapshot(id, Self.order())
                #expect(try await shell.say(Self.write("two")) == ["two"])
                let export = try await driver.export(id, at: nil)
                #expect(try await shell.say(Self.write("six")) == ["six"])
                let (then, now) = (yard.order("then"), yard.order("now"))
                let old = try await driver.clone(then, of: id, at: snapshot)
                #expect(try await driver.clone(then, of: id, at: snapshot) == old)
                let new = try await driver.clone(now, of: id, at: nil)
                #expect(try await driver.observe(new)?.power == .stopped)
                #expect(try await driver.observe(new)?.owner == now.uid)
                #expect(try await shell.say(Self.write("ten")) == ["ten"])
                await shell.close()

                #expect(export.parts.map(\.name) == ["kernel.tar", "disk0.qcow2"])
                let copy = "\(yard.directory)/copy.qcow2"
                try await Self.save(export.parts[1], as: copy)
                try await Self.save(export.parts[0], as: "\(yard.directory)/kernel.tar")
                await export.close()
                #expect(try await Self.firstWord(of: copy) == "two")
                #expect(
                    try await LocalMachine().check(Command("tar", "-tf", "\(yard.directory)/kernel.tar")).text == "./kernel\n./initrd\n")
                let past = try await driver.export(id, at: snapshot)
                try await Self.save(past.parts[1], as: copy)
                await past.close()
                #expect(try await Self.firstWord(of: copy) == "one")
                #expect(try await LocalMachine().list(Workshop.directory(in: yard.path)).isEmpty)

                try await driver.delete(id, owner: order.uid)
                #expect(try await Self.firstWord(on: old, yard) == "one")
                #expect(try await Self.firstWord(on: new, yard) == "six")
                try await driver.start(new)
                #expect(try await driver.observe(new)?.power == .running)
                for (clone, owner) in [(old, then.uid), (new, now.uid)] { try await driver.delete(clone, owner: owner) }
            }
        }

        @Test func `are whole or absent when QEMU or the call was killed in between`() async throws {
            try await Yard.use { (yard) async throws in
                let driver = yard.driver
                let id = try await driver.create(yard.order("cut") { $0.disk = Quantity("8Mi") })
                try await driver.start(id)
                try await yard.wait(for: "tiny: started", on: id)
                let shell = try await Shell.open(on: id, of: yard)
                #expect(try await shell.say(Self.write("one")) == ["one"])
                // Killed when the new file was noted, but before QEMU took it: QEMU writes on to the old one.
                var definition = try await driver.existing(id, "look at")
                let file = "disk-0000000000000000.qcow2"
                try await driver.disks.create(
                    driver.directory(id.text).file(file), aboveOpen: definition.diskFile, size: 8 << 20, id.text)
                definition.diskFile = file
                try await LocalMachine().write(driver.directory(id.text).definition, definition.bytes, mode: 0o600)
                #expect(try await shell.say(Self.write("two")) == ["two"])
                let order = Self.order()
                let snapshot = try await driver.takeSnapshot(id, order)
                #expect(try await shell.say(Self.write("six")) == ["six"])
                await shell.close()
                let process = try #require(try await driver.process(definition, "look at"))
                try await process.kill(on: LocalMachine())
                #expect(try await process.ends(within: .seconds(5), on: LocalMachine()))
                #expect(try await Self.firstWord(on: id, yard) == "six")
                try await driver.revert(id, to: snapshot)
                #expect(try await Self.firstWord(on: id, yard) == "two")
                try await driver.deleteSnapshot(id, snapshot, owner: order.uid)
                #expect(Self.files(yard, id).count == 1)
                #expect(try await Self.firstWord(on: id, yard) == "two")
            }
        }

        /// The files of a machine's disk.
        private static func files(_ yard: Yard, _ id: NativeID) -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(yard.path)/\(id)")) ?? []
            return names.filter { $0.hasPrefix("disk") }
        }

        /// What the disk of a stopped machine begins with.
        private static func firstWord(on id: NativeID, _ yard: Yard) async throws -> String {
            let definition = try await yard.driver.existing(id, "look at")
            return try await firstWord(of: yard.driver.directory(id.text).file(definition.diskFile))
        }

        private static func firstWord(of disk: String) async throws -> String {
            let output = try await LocalMachine().check(
                Command("qemu-img", "dd", "-f", "qcow2", "-O", "raw", "bs=512", "count=1", "if=\(disk)", "of=\(disk).head"))
            #expect(output.succeeded)
            let bytes = try #require(try await LocalMachine().read("\(disk).head"))
            try await LocalMachine().remove("\(disk).head")
            return String(decoding: bytes.prefix(3), as: UTF8.self)
        }

        private static func save(_ part: MachineExport.Part, as path: String) async throws {
            let session = try await part.open()
            var bytes: [UInt8] = []
            for try await chunk in session.output where chunk.stream == .standardOutput { bytes += chunk.bytes }
            #expect(try await session.exit == .exited(0))
            try await LocalMachine().write(path, bytes, mode: 0o600)
        }
    }
}

struct `The files of a disk` {
    private static func layer(_ file: String, _ below: String?, names: Int = 1) -> Layers.Layer {
        Layers.Layer(file: file, below: below, belowFormat: "qcow2", names: names)
    }

    @Test func `are unneeded when nothing that is kept lies above them`() {
        let layers = Layers(
            layers: [Self.layer("a", "base"), Self.layer("b", "a"), Self.layer("c", "a"), Self.layer("d", "c")], kept: ["b"])
        #expect(Set(layers.unneeded) == ["c", "d"])
        #expect(Layers(layers: layers.layers, kept: ["d"]).unneeded == ["b"])
        #expect(Layers(layers: [Self.layer("a", "b"), Self.layer("b", "a")], kept: ["a"]).unneeded == [], "a circle does not hang")
    }

    @Test func `are taken in by the only one above, unless a clone shares them`() {
        let chain = [Self.layer("a", "base"), Self.layer("b", "a"), Self.layer("c", "b")]
        #expect(Layers(layers: chain, kept: ["c"]).merge?.hidden.file == "a")
        #expect(Layers(layers: chain, kept: ["a", "c"]).merge?.hidden.file == "b")
        #expect(Layers(layers: chain, kept: ["a", "b", "c"]).merge == nil)
        #expect(Layers(layers: chain + [Self.layer("d", "a")], kept: ["b", "c", "d"]).merge == nil, "two lie above")
        #expect(Layers(layers: [Self.layer("a", "base", names: 2), Self.layer("b", "a")], kept: ["b"]).merge == nil)
        #expect(Layers(layers: [Self.layer("a", "base"), Self.layer("b", "a", names: 2)], kept: ["b"]).merge == nil)
        #expect(Layers(layers: [Self.layer("a", nil), Self.layer("b", "a")], kept: ["b"]).merge?.hidden.file == "a", "the lowest too")
    }
}
