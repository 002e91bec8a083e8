import Proxmox
import StrataAPI
import StrataDriverKit

/// What stands in the notes of a backup that Strata had made: one line, since lists show the first alone.
///
/// `The backup default/nightly of Strata (UID 6f1c…).`
enum BackupNote {
    private static let mark = " of Strata (UID "

    static func text(_ order: BackupOrder) -> String { "The backup \(order.name)\(mark)\(order.uid))." }

    /// Whose a backup is; nil where it is not Strata's, or its notes were overwritten.
    static func owner(in notes: String) -> UID? {
        let line = notes.prefix { $0 != "\n" }.prefix(1024)
        guard let range = line.firstRange(of: mark) else { return nil }
        let uid = UID(String(line[range.upperBound...].prefix(36)))
        return uid.isUUID ? uid : nil
    }
}

/// An archive of a guest, as a storage lists it.
struct ListedBackup: Sendable {
    var volume: OwnImageName.Volume
    /// A node that sees it.
    var node: String
    /// Whose it is; nil where it is not Strata's.
    var owner: UID?
    var size: Int64?
    var takenAt: Timestamp?

    /// Nil for what is no archive that could be asked for.
    init?(_ json: JSONValue, on node: String) {
        guard let text = json["volid"]?.string, text.utf8.count <= 1024,
            case .volume(let volume)? = try? OwnImageName(text, "list backups"), volume.isBackup
        else { return nil }
        self.volume = volume
        self.node = node
        owner = BackupNote.owner(in: json["notes"]?.string ?? "")
        size = json["size"]?.lenientInt
        takenAt = json["ctime"]?.lenientInt.map { Timestamp(seconds: $0) }
    }

    var kept: KeptBackup {
        KeptBackup(id: BackupID(volume.id), takenAt: takenAt, size: size.flatMap { $0 >= 0 ? Quantity(bytes: $0) : nil })
    }
}
