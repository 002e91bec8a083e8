import Foundation
import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver
import XMLDocuments

/// Disks that are readable with a key only, under a real daemon. Each key takes QEMU seconds to derive.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(15)), .yard) struct `Encrypted disks of libvirt's machines` {
    @Test func `are started by the daemon alone, grow, and go together with their keys`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("test", "test")
            var order = yard.order("sealed", image: try await yard.diskImage("sealed", pattern: 0x11)) {
                $0.options = ["encryption": "luks"]
            }
            let id = try await driver.create(order)
            let secret = try #require(try await connection.secret(order.uid.text))
            #expect(secret[attribute: "private"] == "yes" && secret[attribute: "ephemeral"] == "no")
            #expect(secret.at("usage", "volume")?.text == "\(yard.directory)/pool/luks-\(order.uid.text).qcow2")
            let info = try await yard.info("luks-\(order.uid.text).qcow2")
            #expect(info["encrypted"] == true)
            #expect(info["format-specific"]?["data"]?["encrypt"]?["format"] == "luks")
            // The image's content lies below it, and nothing that the guest writes can be read without the key.
            let path = "\(yard.directory)/pool/luks-\(order.uid.text).qcow2"
            await #expect(throws: (any Error).self) { _ = try await yard.pattern(in: path) }
            let definition = try await driver.existing(id, "look at").1.xml
            let key = try #require(yard.keys().first?.value)
            #expect(key.count == 44 && !definition.contains(key))

            // The daemon has the key by itself, also after it was killed.
            try await driver.start(id)
            try await yard.writeLive(0x77, at: 65536, to: id)
            order.disk = Quantity("48Mi")
            _ = try await driver.update(id, to: order)
            try await driver.stop(id, grace: .zero)
            order.disk = Quantity("64Mi")
            _ = try await driver.update(id, to: order)
            #expect(try await yard.info("luks-\(order.uid.text).qcow2")["virtual-size"] == .int(64 << 20))
            let bytes = try Data(contentsOf: URL(filePath: "\(yard.directory)/pool/luks-\(order.uid.text).qcow2"))
            #expect(bytes.firstRange(of: Data(repeating: 0x77, count: 64)) == nil)
            try await yard.daemon.signal(SIGKILL)
            try await yard.daemon.start()
            try await eventually { (try? await driver.observe(id)) != nil }
            try await driver.start(id)
            let again = try await driver.site.connection("test", "test")
            try await driver.stop(id, grace: .zero)
            #expect(try await yard.pattern(in: "\(yard.directory)/pool/luks-\(order.uid.text).qcow2", key: key) == [0x11, 0x77])
            #expect(try await driver.changes(id, to: order) == [])

            // What a disk is, it stays.
            order.options = [:]
            await #expect { _ = try await driver.update(id, to: order) } throws: { "\($0)".contains("stays so") }
            try await driver.delete(id, owner: order.uid)
            #expect(try await again.secret(order.uid.text) == nil)
            #expect(yard.keys().isEmpty)
            #expect(try yard.files() == [])
        }
    }

    @Test func `are copied by clones that have keys of their own, and by nothing that would not be encrypted`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("test", "test")
            let image = try await yard.diskImage("copied", pattern: 0x22)
            let order = yard.order("origin", image: image) { $0.options = ["encryption": "luks"] }
            let id = try await driver.create(order)
            await #expect { _ = try await driver.clone(yard.order("open"), of: id, at: nil) } throws: {
                "\($0)".contains("the copy would not be")
            }
            await #expect { _ = try await driver.export(id, at: nil) } throws: { "\($0)".contains("in the clear") }
            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(name: "s"))
            for _ in 0..<2 {
                // Off, and running: where it would end the guest.
                await #expect { _ = try await driver.takeSnapshot(id, snapshot) } throws: { "\($0)".contains("within encrypted disks") }
                try await driver.start(id)
            }
            try await yard.writeLive(0x33, at: 65536, to: id)
            let running = yard.order("running") { $0.options = ["encryption": "luks"] }
            let live = try await driver.clone(running, of: id, at: nil)
            try await driver.stop(id, grace: .zero)
            // What the daemon forgets of a pool's volumes it finds again by the paths of their keys.
            try await connection.refresh(pool: driver.options.pool)
            let off = yard.order("off") { $0.options = ["encryption": "luks"] }
            let copy = try await driver.clone(off, of: id, at: nil)
            try await driver.delete(id, owner: order.uid)
            for (clone, order) in [(live, running), (copy, off)] {
                try await driver.start(clone)
                try await driver.stop(clone, grace: .zero)
                let key = try #require(yard.keys()["\(order.uid.text).base64"])
                #expect(try await yard.pattern(in: "\(yard.directory)/pool/luks-\(order.uid.text).qcow2", key: key) == [0x22, 0x33])
                try await driver.delete(clone, owner: order.uid)
            }
            #expect(yard.keys().isEmpty)
            #expect(try yard.files() == [])
        }
    }

    @Test func `are refused where the daemon keeps no secrets, with the package that does`() async throws {
        let yard = try Yard.current
        let daemon = try await PrivateLibvirt.start(in: "\(yard.directory)/bare", keepsSecrets: false)
        let result: Result<Void, any Error>
        do {
            let driver = try await yard.connect {
                $0["uri"] = .string(daemon.uri)
                $0["path"] = .string("\(yard.directory)/bare/pool")
            }
            let order = yard.order("bare") { $0.options = ["encryption": "luks"] }
            await #expect { _ = try await driver.create(order) } throws: {
                if case DriverError.refused = $0 { "\($0)".contains("apt-get install -y libvirt-daemon") } else { false }
            }
            #expect(try await driver.list().isEmpty)
            await driver.close()
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(yard.directory)/bare/pool")
            #expect(files.allSatisfy { $0.hasPrefix("image-") })
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await daemon.stop()
        try result.get()
    }

    @Test func `keep the keys of whoever else made them`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("test", "test")
            let (uuid, uid) = (UID.random(), UID.random())
            let path = "\(yard.directory)/pool/theirs.qcow2"
            let secret = XMLElement(
                "secret", [("ephemeral", "no"), ("private", "yes")],
                [
                    XMLElement("uuid", text: uuid.text),
                    XMLElement("usage", [("type", "volume")], [XMLElement("volume", text: path)]),
                ])
            try await connection.keepSecret(secret, value: Array("theirs".utf8))
            var volume = VolumeDocument.of("theirs.qcow2", format: "qcow2", size: 32 << 20, key: DiskKey(uuid))
            volume["name"] = XMLElement("name", text: "theirs.qcow2")
            _ = try await driver.pool(connection, "test")
            let document = volume
            try await driver.withKeyWork { () throws(LibvirtError) in
                _ = try await connection.makeVolume(document, in: driver.options.pool)
            }
            let definition = """
                <domain type='qemu'><name>theirs</name><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='\(path)'><encryption format='luks'>
                <secret type='passphrase' uuid='\(uuid.text)'/></encryption></source><target dev='vda' bus='virtio'/></disk></devices></domain>
                """
            _ = try await connection.define(.init(parsing: definition))
            var order = yard.order("adopted") { $0.memory = nil }
            order.uid = uid
            _ = try await driver.update(NativeID("theirs"), to: order)
            #expect(try await driver.observe(NativeID("theirs"))?.owner == uid)
            try await driver.start(NativeID("theirs"))
            try await driver.delete(NativeID("theirs"), owner: uid)
            #expect(try await connection.secret(uuid.text) != nil)
            #expect(FileManager.default.fileExists(atPath: path))
            // Nor is a key made in the place of somebody else's.
            let clash = XMLElement("secret", [("ephemeral", "no"), ("private", "no")], [XMLElement("uuid", text: uid.text)])
            try await connection.keepSecret(clash, value: Array("theirs, too".utf8))
            let wanting = yard.order("wanting") {
                $0.uid = uid
                $0.options = ["encryption": "luks"]
            }
            await #expect { _ = try await driver.create(wanting) } throws: { "\($0)".contains("secret of somebody else's") }
            #expect(try await connection.secret(uid.text) != nil)
            for secret in [uuid, uid] { try await connection.deleteSecret(secret.text) }
            try await connection.deleteVolume("theirs.qcow2", in: driver.options.pool)
            #expect(try yard.files() == [])
        }
    }
}
