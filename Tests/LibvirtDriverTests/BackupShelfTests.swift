import Libvirt
import StrataAPI
import Testing

@testable import LibvirtDriver

/// Backups by the names of a pool's volumes, with those that were never Strata's among them.
struct `A pool's backups` {
    private let low = UID.random()
    private let mid = UID.random()
    private let top = UID.random()

    private func names(_ uid: UID, above earlier: UID? = nil) -> [String] {
        [BackupShelf.disk(uid, 0), BackupShelf.record(uid), BackupShelf.ready(uid)] + (earlier.map { [BackupShelf.above(uid, $0)] } ?? [])
    }

    @Test func `are told from what merely looks like one`() {
        let uid = low.text
        let strange = [
            "backup-", "backup-\(uid)", "backup-\(uid).", "backup-\(uid).x.qcow2", "backup-\(uid).above-\(uid)x", "backup-../../etc.ready",
            "\(uid).qcow2", "backup-\(uid.uppercased()).ready", "image-x.ready",
        ]
        #expect(BackupShelf(strange).entries.isEmpty)
        #expect(BackupShelf(strange + names(low)).entries.keys.sorted { $0.text < $1.text } == [low])
    }

    @Test func `are whole only with all that they lie above`() {
        let all = names(low) + names(mid, above: low) + names(top, above: mid)
        #expect(BackupShelf(all).chain(top) == [top, mid, low])
        #expect(BackupShelf(all).isWhole(top))
        #expect(!BackupShelf(all.filter { $0 != BackupShelf.disk(low, 0) }).isWhole(top))
        // One that is hidden is no backup any more, and still carries those above it.
        let hidden = BackupShelf(all.filter { $0 != BackupShelf.ready(mid) })
        #expect(hidden.isWhole(top) && !hidden.isWhole(mid) && hidden.isNeeded(mid) && !hidden.isNeeded(top))
    }

    @Test(arguments: [("5.10.0", false), ("6.0.0", true), ("10.4.0", true), ("", false)])
    func `are asked after only where the daemon knows them`(version: String, knows: Bool) {
        var facts = SiteFacts()
        facts.info.libraryVersion = version
        #expect(facts.knowsBackups == knows)
    }

    @Test func `that lie above themselves are none`() {
        #expect(BackupShelf(names(low, above: mid) + names(mid, above: low)).chain(low) == nil)
    }

    @Test func `lose their mark first and what leads further down last`() throws {
        let entry = try #require(BackupShelf(names(top, above: mid).reversed()).entries[top])
        #expect(entry.volumes == [BackupShelf.ready(top), BackupShelf.disk(top, 0), BackupShelf.record(top), BackupShelf.above(top, mid)])
    }

    @Test func `have records that are read as they were written, within bounds`() throws {
        var record = BackupRecord()
        (record.uid, record.name, record.machine, record.takenAt) = (top, "default/nightly", mid.text, 1_700_000_000_000_000)
        record.disks = [.init(target: "vda", size: 32 << 20)]
        record.definition = "<domain>\n<name>ä &amp; \"b\"</name></domain>"
        record.earlier = low
        #expect(record.bytes.count % 512 == 0)
        #expect(try BackupRecord(parsing: record.bytes) == record)
        let negative = #"{"uid":"\#(top.text)","disks":[{"target":"vda","size":-1}],"definition":"x"}"#
        for wrong in ["", "{", "[]", #"{"uid":3}"#, negative] {
            #expect(throws: (any Error).self, "\(wrong)") { try BackupRecord(parsing: Array(wrong.utf8)) }
        }
    }
}
