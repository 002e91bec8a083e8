import Foundation
import Libvirt
import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LibvirtDriver
import XMLDocuments

/// Backups that a real daemon keeps.
@Suite(.serialized, .tags(.host), .timeLimit(.minutes(15)), .yard) struct `Backups of libvirt's machines` {
    private func backup(_ name: String, in storage: String = "") -> BackupOrder {
        BackupOrder(uid: .random(), name: ObjectName(namespace: "default", name: name), storage: storage)
    }

    /// The two patterns that the machine of a backup has, which is removed again.
    private func content(of backup: BackupID, _ driver: LibvirtDriver, _ yard: Yard) async throws -> [UInt8] {
        let order = yard.order("restored") { $0.image = nil }
        let id = try await driver.restore(order, from: backup)
        #expect(try await driver.restore(order, from: backup) == id)
        #expect(try await yard.info("\(order.uid.text).qcow2")["full-backing-filename"] == nil)
        let found = try await yard.pattern(of: order.uid)
        try await driver.start(id)
        #expect(try await driver.observe(id)?.owner == order.uid)
        try await driver.delete(id, owner: order.uid)
        return found
    }

    private func checkpoints(of id: NativeID, _ driver: LibvirtDriver) async throws -> [String] {
        try await driver.site.connection("t", "t").checkpoints(of: .name(id.text)).compactMap { $0["name"]?.text }
    }

    @Test func `hold what changed since the one before, and outlive it and the machine`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let source = yard.order("source", image: try await yard.diskImage("one", pattern: 0x11))
            let id = try await driver.create(source)
            try await driver.start(id)
            let (first, second, third) = (backup("first"), backup("second"), backup("third"))
            let whole = try await driver.backUp(id, first)
            #expect(!whole.isIncremental)
            #expect(abs(try #require(whole.takenAt).since(.now()) / .seconds(1)) < 120)
            try await yard.writeLive(0x22, at: 65536, to: id)
            let changes = try await driver.backUp(id, second)
            #expect(changes.isIncremental)
            #expect(try await driver.backUp(id, second) == changes)
            // What changed, and no more: the first pattern lies in the earlier one alone.
            let map = try await LocalMachine().check(
                Command("qemu-img", "map", "--output=json", "\(yard.directory)/pool/\(BackupShelf.disk(second.uid, 0))"))
            let extents = try #require(try JSONValue(parsing: map.output).array).filter { $0["data"] == true && $0["depth"] == 0 }
            #expect(extents.map { [$0["start"], $0["length"]] } == [[.int(65536), .int(65536)]])
            #expect(try await driver.observe(id)?.power == .running)
            // Through the machine's end and a next start.
            try await driver.stop(id, grace: .zero)
            try await driver.start(id)
            try await yard.writeLive(0x33, at: 65536, to: id)
            #expect(try await driver.backUp(id, third).isIncremental)
            #expect(try await checkpoints(of: id, driver) == [first, second, third].map(\.uid.text))

            #expect(try await content(of: whole.id, driver, yard) == [0x11, 0])
            #expect(try await content(of: changes.id, driver, yard) == [0x11, 0x22])
            let last = try await driver.backUp(id, third)
            await #expect { try await driver.deleteBackup(changes.id, owner: .random()) } throws: {
                if case DriverError.notOwned = $0 { true } else { false }
            }
            for _ in 0..<2 { try await driver.deleteBackup(changes.id, owner: second.uid) }
            #expect(try await checkpoints(of: id, driver) == [first, third].map(\.uid.text))
            await #expect { _ = try await content(of: changes.id, driver, yard) } throws: {
                if case DriverError.notFound = $0 { true } else { false }
            }
            try await driver.deleteBackup(whole.id, owner: first.uid)
            try await driver.delete(id, owner: source.uid)
            #expect(try await content(of: last.id, driver, yard) == [0x11, 0x33])
            #expect(try yard.files().filter { $0.hasSuffix(".qcow2") }.count == 3)
            try await driver.deleteBackup(last.id, owner: third.uid)
            #expect(try yard.files() == [])
        }
    }

    @Test func `are whole where it is not known what changed`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("t", "t")
            var source = yard.order("unsure", image: try await yard.diskImage("unsure", pattern: 0x11))
            let id = try await driver.create(source)
            let off = backup("off")
            let kept = try await driver.backUp(id, off)
            #expect(!kept.isIncremental)
            try await driver.start(id)
            var orders = [off]
            func next(_ isIncremental: Bool, _ note: Comment) async throws -> KeptBackup {
                let order = backup("b\(orders.count)")
                orders.append(order)
                let kept = try await driver.backUp(id, order)
                #expect(kept.isIncremental == isIncremental, note)
                return kept
            }
            _ = try await next(false, "the first of a running one")
            _ = try await next(true, "nothing happened")
            // A larger disk is known to be that.
            source.disk = Quantity("48Mi")
            _ = try await driver.update(id, to: source)
            _ = try await next(true, "its disk grew")

            // The guest's QEMU is gone from one moment to the next.
            let text = try String(contentsOf: URL(filePath: "\(yard.daemon.directory)/run/libvirt/qemu/\(id).pid"), encoding: .utf8)
            kill(try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))), SIGKILL)
            try await eventually { try await driver.observe(id)?.power == .stopped }
            try await driver.start(id)
            try await yard.writeLive(0x22, at: 65536, to: id)
            let crashed = try await next(false, "QEMU crashed")
            #expect(try await checkpoints(of: id, driver) == [orders[4].uid.text])
            _ = try await next(true, "nothing happened since")

            // The disk goes back, running and off.
            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "s"))
            let taken = try await driver.takeSnapshot(id, snapshot)
            try await yard.writeLive(0x33, at: 65536, to: id)
            _ = try await next(true, "a snapshot changes nothing")
            try await driver.revert(id, to: taken)
            #expect(try await checkpoints(of: id, driver) == [])
            #expect(try await yard.pattern(of: source.uid) == [0x11, 0x22])
            try await driver.start(id)
            _ = try await next(false, "it went back")
            try await driver.stop(id, grace: .zero)
            try await driver.revert(id, to: taken)
            #expect(try await driver.observe(id)?.power == .stopped)
            #expect(try await checkpoints(of: id, driver) == [])
            try await driver.deleteSnapshot(id, taken, owner: snapshot.uid)
            try await driver.start(id)
            let last = try await next(false, "it went back while it was off")
            #expect(try await content(of: last.id, driver, yard) == [0x11, 0x22])
            #expect(try await content(of: crashed.id, driver, yard) == [0x11, 0x22])
            #expect(try await content(of: kept.id, driver, yard) == [0x11, 0])

            // Another disk in the place of its own.
            try await driver.stop(id, grace: .zero)
            let path = "\(yard.directory)/pool/\(source.uid.text).qcow2"
            try await LocalMachine().check(Command("qemu-img", "convert", "-O", "qcow2", path, "\(path).new"))
            try await LocalMachine().check(Command("mv", "--", "\(path).new", path))
            try await connection.refresh(pool: driver.options.pool)
            try await driver.start(id)
            _ = try await next(false, "its disk is another one")
            try await driver.delete(id, owner: source.uid)
            for order in orders { try await driver.deleteBackup(BackupID("strata/\(order.uid.text)"), owner: order.uid) }
            #expect(try yard.files() == [])
        }
    }

    @Test func `of disks that cannot note what changes are whole each time`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("t", "t")
            _ = try await driver.pool(connection, "test")
            let path = "\(yard.directory)/pool/old.qcow2"
            try await LocalMachine().check(Command("qemu-img", "create", "-q", "-f", "qcow2", "-o", "compat=0.10", path, "32M"))
            try await LocalMachine().check(Command("qemu-io", "-f", "qcow2", "-c", "write -P 0x44 0 64k", path))
            let definition = """
                <domain type='qemu'><name>old</name><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='\(path)'/><target dev='vda' bus='virtio'/></disk></devices></domain>
                """
            _ = try await connection.define(.init(parsing: definition))
            let id = NativeID("old")
            try await driver.start(id)
            var last: KeptBackup?
            let orders = [backup("one"), backup("two")]
            for order in orders {
                last = try await driver.backUp(id, order)
                #expect(last?.isIncremental == false)
            }
            #expect(try await checkpoints(of: id, driver) == [])
            #expect(try await content(of: try #require(last).id, driver, yard) == [0x44, 0])
            try await connection.destroy(.name("old"))
            // With the newer form it can. A machine that was taken in and is given up leaves its disk as it was.
            try await LocalMachine().check(Command("qemu-img", "amend", "-f", "qcow2", "-o", "compat=1.1", path))
            let adopted = yard.order("old") { $0.memory = nil }
            _ = try await driver.update(id, to: adopted)
            try await driver.start(id)
            let third = backup("three")
            let kept = try await driver.backUp(id, third)
            #expect(try await checkpoints(of: id, driver) == [third.uid.text])
            try await driver.stop(id, grace: .zero)
            try await driver.delete(id, owner: adopted.uid)
            #expect(try await yard.info("old.qcow2")["format-specific"]?["data"]?["bitmaps"] == nil)
            try await driver.deleteBackup(kept.id, owner: third.uid)
            for order in orders { try await driver.deleteBackup(BackupID("strata/\(order.uid.text)"), owner: order.uid) }
            try await LocalMachine().remove(path)
            #expect(try yard.files() == [])
        }
    }

    @Test func `of encrypted disks are encrypted by keys of their own`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let source = yard.order("sealed", image: try await yard.diskImage("sealed", pattern: 0x11)) {
                $0.options = ["encryption": "luks"]
            }
            let id = try await driver.create(source)
            try await driver.start(id)
            try await yard.writeLive(0x22, at: 65536, to: id)
            let order = backup("sealed")
            let kept = try await driver.backUp(id, order)
            #expect(!kept.isIncremental)
            #expect(try await yard.info(BackupShelf.disk(order.uid, 0))["encrypted"] == true)
            try await driver.delete(id, owner: source.uid)
            #expect(Set(yard.keys().keys) == ["\(order.uid.text).base64"])
            await #expect { _ = try await driver.restore(yard.order("open") { $0.image = nil }, from: kept.id) } throws: {
                "\($0)".contains("the copy would not be")
            }
            let restored = yard.order("restored") {
                $0.image = nil
                $0.options = ["encryption": "luks"]
            }
            let again = try await driver.restore(restored, from: kept.id)
            let key = try #require(yard.keys()["\(restored.uid.text).base64"])
            #expect(try await yard.pattern(in: "\(yard.directory)/pool/luks-\(restored.uid.text).qcow2", key: key) == [0x11, 0x22])
            try await driver.start(again)
            try await driver.delete(again, owner: restored.uid)
            try await driver.deleteBackup(kept.id, owner: order.uid)
            #expect(yard.keys().isEmpty)
            #expect(try yard.files() == [])
        }
    }

    @Test func `end what a killed call left`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("t", "t")
            let source = yard.order("interrupted", image: try await yard.diskImage("interrupted", pattern: 0x11))
            let id = try await driver.create(source)
            try await driver.start(id)
            let first = backup("first")
            let whole = try await driver.backUp(id, first)
            let before = try yard.files()

            // As a server leaves it that was killed once QEMU had begun: volumes, a checkpoint, and nothing that says that it is whole.
            let order = backup("killed")
            let card = DomainCard(try await driver.existing(id, "t").1)
            var half = PushedCopy(
                disks: card.ownDisks, names: [BackupShelf.disk(order.uid, 0)], pool: try await driver.pool(connection, "t"))
            half.checkpoint = CheckpointNote(backup: order.uid, name: "default/killed", pool: "strata")
            half.earlier = .init(checkpoint: first.uid.text, paths: ["\(yard.directory)/pool/\(BackupShelf.disk(first.uid, 0))"])
            let mark = BackupShelf.above(order.uid, first.uid)
            try await connection.makeVolume(VolumeDocument.of(mark, format: "raw", size: 512), in: "strata")
            _ = try await driver.begin(half, of: id, card.disks, connection)
            try await yard.writeLive(0x22, at: 65536, to: id)
            let kept = try await driver.backUp(id, order)
            #expect(kept.isIncremental)
            #expect(try await content(of: kept.id, driver, yard) == [0x11, 0x22])
            #expect(try await checkpoints(of: id, driver) == [first.uid.text, order.uid.text])

            // Nor does one that was cut short keep what it would have lain above.
            let lost = backup("lost")
            _ = try await connection.makeVolume(
                VolumeDocument.of(BackupShelf.above(lost.uid, order.uid), format: "raw", size: 512), in: "strata")
            try await driver.deleteBackup(kept.id, owner: order.uid)
            try await driver.deleteBackup(BackupID("strata/\(lost.uid.text)"), owner: lost.uid)
            #expect(try yard.files() == before)

            try await driver.delete(id, owner: source.uid)
            try await driver.deleteBackup(whole.id, owner: first.uid)
            #expect(try yard.files() == [])
        }
    }

    @Test func `that are given up while they are made leave nothing, and the machine free for the next`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("t", "t")
            // So much that QEMU is at it for a while.
            var image = try await yard.diskImage("large", pattern: 0x11)
            try await LocalMachine().check(Command("qemu-img", "resize", "-q", image.path, "2G"))
            try await LocalMachine().check(Command("qemu-io", "-f", "qcow2", "-c", "write -q -P 0x12 128k 1536m", image.path))
            image.size = try #require(try FileManager.default.attributesOfItem(atPath: image.path)[.size] as? Int64)
            let source = yard.order("given-up", image: image)
            let id = try await driver.create(source)
            try await driver.start(id)
            let before = try yard.files()
            let (given, next) = (backup("given-up"), backup("next"))
            let work = Task { try await driver.backUp(id, given) }
            try await eventually { try await connection.backup(of: .name(id.text)) != nil }
            work.cancel()
            await #expect(throws: DriverError.self) { _ = try await work.value }
            #expect(try await connection.backup(of: .name(id.text)) == nil)
            #expect(try yard.files() == before)
            #expect(try await checkpoints(of: id, driver) == [])
            let kept = try await driver.backUp(id, next)
            #expect(!kept.isIncremental && (kept.size ?? Quantity(bytes: 0)) > Quantity(bytes: 1536 << 20))
            try await driver.delete(id, owner: source.uid)
            try await driver.deleteBackup(kept.id, owner: next.uid)
            try await LocalMachine().remove(image.path)
            #expect(try yard.files() == [])
        }
    }

    @Test func `lie where they are told to, and nowhere that is not there`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("t", "t")
            let source = yard.order("elsewhere", image: try await yard.diskImage("elsewhere", pattern: 0x11))
            let id = try await driver.create(source)
            try await driver.start(id)
            await #expect { _ = try await driver.backUp(id, backup("x", in: "no-such-pool")) } throws: {
                if case DriverError.refused = $0 { "\($0)".contains("no-such-pool") && "\($0)".contains("strata") } else { false }
            }
            try await connection.makePool("vault", directory: "\(yard.directory)/vault")
            let (here, there, again) = (backup("here"), backup("there", in: "vault"), backup("again", in: "vault"))
            let near = try await driver.backUp(id, here)
            try await yard.writeLive(0x22, at: 65536, to: id)
            let far = try await driver.backUp(id, there)
            // What changed since a backup that lies elsewhere is of no use here.
            #expect(!far.isIncremental && far.id.text == "vault/\(there.uid.text)")
            #expect(try await driver.backUp(id, again).isIncremental)
            #expect(try await content(of: far.id, driver, yard) == [0x11, 0x22])
            await #expect { _ = try await driver.restore(yard.order("never"), from: BackupID("../x/\(there.uid.text)")) } throws: {
                if case DriverError.notFound = $0 { true } else { false }
            }
            try await driver.delete(id, owner: source.uid)
            for (kept, order) in [(near, here), (far, there), (KeptBackup(id: BackupID("vault/\(again.uid.text)")), again)] {
                try await driver.deleteBackup(kept.id, owner: order.uid)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(yard.directory)/vault") == [])
            try await driver.deleteBackup(BackupID("gone/\(there.uid.text)"), owner: there.uid)
            #expect(try yard.files() == [])
        }
    }

    @Test func `leave somebody else's checkpoints as they are, which then stand in a revert's way`() async throws {
        let yard = try Yard.current
        try await yard.use { (driver) async throws in
            let connection = try await driver.site.connection("t", "t")
            let source = yard.order("shared", image: try await yard.diskImage("shared", pattern: 0x11))
            let id = try await driver.create(source)
            try await driver.start(id)
            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "s"))
            let taken = try await driver.takeSnapshot(id, snapshot)
            let card = DomainCard(try await driver.existing(id, "t").1)
            let pool = try await driver.pool(connection, "t")
            // As a tool of somebody else's would make it.
            let copy = PushedCopy(disks: card.ownDisks, names: ["theirs.qcow2"], pool: pool)
            let volume = try await connection.makeVolume(copy.volume(0, size: 32 << 20), in: "strata")
            let theirs = XMLElement(
                "domaincheckpoint", [],
                [
                    XMLElement("name", text: "theirs"),
                    XMLElement("disks", [], [XMLElement("disk", [("name", "vda"), ("checkpoint", "bitmap")])]),
                ])
            try await connection.beginBackup(copy.definition(card.disks, [volume.path]), checkpoint: theirs, of: .name(id.text))
            try await driver.awaitBackup(of: id, connection, "t")
            let (first, second) = (backup("first"), backup("second"))
            #expect(try await !driver.backUp(id, first).isIncremental)
            #expect(try await driver.backUp(id, second).isIncremental)
            await #expect { try await driver.revert(id, to: taken) } throws: {
                "\($0)".contains("theirs") && "\($0)".contains("virsh checkpoint-delete")
            }
            #expect(try await driver.observe(id)?.power == .running)
            #expect(try await checkpoints(of: id, driver) == ["theirs", first.uid.text, second.uid.text])
            for order in [second, first] { try await driver.deleteBackup(BackupID("strata/\(order.uid.text)"), owner: order.uid) }
            #expect(try await checkpoints(of: id, driver) == ["theirs"])
            try await driver.delete(id, owner: source.uid)
            try await connection.deleteVolume("theirs.qcow2", in: "strata")
            #expect(try yard.files() == [])
        }
    }
}
