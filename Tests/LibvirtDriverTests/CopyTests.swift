import Foundation
import Libvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver
import XMLDocuments

/// Clones and exports of real machines' disks, and what tells cloud-init.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(10)), .yard) struct `Copies of libvirt's machines` {
    @Test func `hold what their source's disk did, off, running, and at a snapshot, and outlive it`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let source = yard.order("source", image: try await yard.diskImage("one", pattern: 0x11))
            let id = try await driver.create(source)
            try await yard.write(0x22, to: source.uid)
            let snapshot = try await driver.takeSnapshot(id, SnapshotOrder(uid: .random(), name: ObjectName(name: "s")))
            try await yard.write(0x33, to: source.uid)

            let off = yard.order("off")
            let clone = try await driver.clone(off, of: id, at: nil)
            #expect(try await driver.clone(off, of: id, at: nil) == clone)
            #expect(try await yard.pattern(of: off.uid) == [0x11, 0x33])
            #expect(try await yard.info("\(off.uid.text).qcow2")["full-backing-filename"] == nil)

            let then = yard.order("then")
            let earlier = try await driver.clone(then, of: id, at: snapshot)
            #expect(try await yard.pattern(of: then.uid) == [0x11, 0x22])
            await #expect(throws: DriverError.self) {
                _ = try await driver.clone(yard.order("never"), of: id, at: SnapshotID("../../etc,x"))
            }

            try await driver.start(id)
            let running = yard.order("running") { $0.disk = Quantity("48Mi") }
            let live = try await driver.clone(running, of: id, at: nil)
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.delete(id, owner: source.uid)
            #expect(try await yard.pattern(of: running.uid) == [0x11, 0x33])
            #expect(try await yard.info("\(running.uid.text).qcow2")["virtual-size"] == .int(48 << 20))
            for (copy, order) in [(clone, off), (earlier, then), (live, running)] {
                let seen = try #require(try await driver.observe(copy))
                #expect(seen.owner == order.uid && seen.power == .stopped)
                try await driver.start(copy)
                #expect(try await driver.observe(copy)?.power == .running)
                try await driver.delete(copy, owner: order.uid)
            }
            let left = try yard.files()
            #expect(left == [])
        }
    }

    @Test func `of a machine that somebody else made keep what nobody here knows`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("test", "test")
            let image = try await yard.diskImage("foreign", pattern: 0x44)
            let path = "\(yard.directory)/pool/foreign.qcow2"
            try await LocalMachine().check(Command("cp", "--", image.path, path))
            let definition = """
                <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>foreign</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><devices>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='\(path)'/><target dev='sda' bus='sata'/></disk>
                <interface type='user'><mac address='52:54:00:12:34:56'/></interface></devices>
                <qemu:commandline><qemu:arg value='-name'/><qemu:arg value='kept'/></qemu:commandline></domain>
                """
            _ = try await connection.define(.init(parsing: definition))
            let order = yard.order("copy") { $0.memory = nil }
            let clone = try await driver.clone(order, of: NativeID("foreign"), at: nil)
            let (_, document) = try await driver.existing(clone, "look at")
            #expect(document.xml.contains("kept"))
            #expect(!document.xml.contains("52:54:00:12:34:56") && !document.xml.contains(path))
            #expect(try await driver.observe(clone)?.memory == Quantity("64Mi"))
            #expect(try await yard.pattern(of: order.uid) == [0x44, 0])
            try await driver.delete(clone, owner: order.uid)
            try await connection.undefine(.name("foreign"))
            #expect(FileManager.default.fileExists(atPath: path))
            try await LocalMachine().remove(path)
        }
    }

    @Test func `are sent while the machine runs, and make the same machine again`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = yard.order("sent", image: try await yard.diskImage("sent", pattern: 0x55))
            let id = try await driver.create(order)
            try await yard.write(0x66, to: order.uid)
            try await driver.start(id)
            let files = try await yard.export(id, of: driver)
            #expect(files.map(\.name) == ["disk0.qcow2"])
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.delete(id, owner: order.uid)
            var image = try await yard.diskImage("received", pattern: 0)
            image.path = files[0].path
            image.size = try #require(try FileManager.default.attributesOfItem(atPath: image.path)[.size] as? Int64)
            let again = yard.order("again", image: image)
            let made = try await driver.create(again)
            #expect(try await yard.pattern(of: again.uid) == [0x55, 0x66])
            try await driver.delete(made, owner: again.uid)
            let left = try yard.files()
            #expect(left == [])
        }
    }

    @Test func `of a machine that starts from a kernel begin with that`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = yard.order("kernel")
            let id = try await driver.create(order)
            let files = try await yard.export(id, of: driver)
            #expect(files.map(\.name) == ["kernel.tar", "disk0.qcow2"])
            for part in ["kernel", "initrd"] {
                let original = try await LocalMachine().check(
                    Command("sh", "-c", "tar -x -O -f \"$1\" \"./$2\" | cksum", "sh", yard.image.path, part))
                let sent = try await LocalMachine().check(Command("sh", "-c", "cksum <\"$1/$2\"", "sh", files[0].directory, part))
                #expect(original.text == sent.text && original.text != "4294967295 0\n")
            }
            try await driver.delete(id, owner: order.uid)
            let left = try yard.files()
            #expect(left == [])
        }
    }

    @Test func `are given up with their task, and leave the machine free for the next`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let order = yard.order("given-up")
            let id = try await driver.create(order)
            try await driver.start(id)
            let work = Task { try await driver.export(id, at: nil) }
            work.cancel()
            await #expect(throws: DriverError.self) { _ = try await work.value }
            let files = try await yard.export(id, of: driver)
            #expect(files.count == 2)
            try await driver.delete(id, owner: order.uid)
            let left = try yard.files()
            #expect(left == [])
        }
    }

    @Test func `and new machines have a disk that tells cloud-init who they are`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let image = try await yard.diskImage("cloud", pattern: 0)
            var order = yard.order("cloud", image: image) {
                $0.options = ["cloudInit": ["userData": "#!/bin/sh\necho hello\n"]]
                $0.hostname = "first"
            }
            let id = try await driver.create(order)
            let seed = "\(yard.directory)/pool/\(order.uid.text).seed"
            #expect(try await yard.read("user-data", in: seed) == "#!/bin/sh\necho hello\n")
            #expect(try await yard.read("meta-data", in: seed).contains("\"first\""))
            try await driver.start(id)
            #expect(try await driver.takeSnapshot(id, SnapshotOrder(uid: .random(), name: ObjectName(name: "s"))).text != "")
            order.image = nil
            order.hostname = "second"
            #expect(try await driver.update(id, to: order).contains("spec.hostname"))
            #expect(try await yard.read("meta-data", in: seed).contains("\"second\""))
            order.options = ["cloudInit": ["enabled": false]]
            _ = try await driver.update(id, to: order)
            try await driver.stop(id, grace: .zero)
            let (_, document) = try await driver.existing(id, "look at")
            #expect(!document.xml.contains(".seed"))
            try await driver.start(id)
            try await driver.delete(id, owner: order.uid)
            let left = try yard.files()
            #expect(left == [])
        }
    }
}
