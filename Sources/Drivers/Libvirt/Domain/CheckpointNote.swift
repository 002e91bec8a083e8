import Libvirt
import StrataAPI
import XMLDocuments

/// How a checkpoint says whose it is: its name is the Backup's UID, and its description begins with a word of Strata's (libvirt, "Checkpoint XML").
struct CheckpointNote: Sendable, Hashable {
    /// The Backup that was made at the same moment.
    var backup: UID
    /// In words.
    var name: String
    /// Where that lies.
    var pool: String

    private static let mark = "strata: backup "
    private static let place = " in the pool "

    init(backup: UID, name: String, pool: String) { (self.backup, self.name, self.pool) = (backup, name, pool) }

    /// The note of a checkpoint; nil for somebody else's.
    init?(in definition: XMLElement) {
        let (name, description) = (definition["name"]?.text ?? "", definition["description"]?.text ?? "")
        // Backups have names without spaces.
        guard description.hasPrefix(Self.mark), UID(name).isUUID, let place = description.firstRange(of: Self.place) else { return nil }
        self.init(
            backup: UID(name), name: String(description[..<place.lowerBound].dropFirst(Self.mark.count)),
            pool: String(description[place.upperBound...]))
    }

    /// - Parameters:
    ///   - targets: the disks of which is noted what changes from now on.
    ///   - others: those of which nothing is noted.
    func definition(of targets: [String], without others: [String]) -> XMLElement {
        let disks =
            targets.map { XMLElement("disk", [("name", $0), ("checkpoint", "bitmap")]) }
            + others.map { XMLElement("disk", [("name", $0), ("checkpoint", "no")]) }
        return XMLElement(
            "domaincheckpoint", [],
            [
                XMLElement("name", text: backup.text), XMLElement("description", text: Self.mark + name + Self.place + pool),
                XMLElement("disks", [], disks),
            ])
    }
}
