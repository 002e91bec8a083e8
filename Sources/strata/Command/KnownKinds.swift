import StrataAPI
import StrataCatalog

/// The kinds of objects that the command knows by name.
enum KnownKinds {
    static let all = [
        Instance.kind, Image.kind, Network.kind, Volume.kind, Snapshot.kind, SnapshotSchedule.kind, Backup.kind, Migration.kind, Site.kind,
        Host.kind, Namespace.kind, Secret.kind, Event.kind, ResourceQuota.kind, StackObject.kind,
    ]

    /// The kind of that name: singular, plural, short, with or without its group, in any case.
    static func kind(_ word: String) throws(CommandFailure) -> ResourceKind {
        let lowered = word.lowercased()
        for kind in all where names(kind).contains(lowered) { return kind }
        let near = Suggestion.near(lowered, among: all.flatMap { [$0.plural, $0.singular] })
        throw CommandFailure(
            "unknown kind \"\(word.printable(limit: 60))\"",
            hint: near.map { "did you mean \($0)?" } ?? "there are \(all.map(\.plural).joined(separator: ", "))", status: .usage)
    }

    /// The kind that a document says it is of.
    static func kind(apiVersion: String, name: String) throws(CommandFailure) -> ResourceKind {
        for kind in all where kind.name == name && kind.apiVersion == apiVersion { return kind }
        if let other = all.first(where: { $0.name.lowercased() == name.lowercased() }) {
            throw CommandFailure(
                "unknown kind \(name.printable(limit: 60)) of \(apiVersion.printable(limit: 60))",
                hint: "write kind: \(other.name), apiVersion: \(other.apiVersion)",
                status: .usage)
        }
        let near = Suggestion.near(name, among: all.map(\.name))
        throw CommandFailure(
            "unknown kind \(name.printable(limit: 60)) of \(apiVersion.printable(limit: 60))",
            hint: near.map { "did you mean \($0)?" } ?? "there are \(all.map(\.name).joined(separator: ", "))", status: .usage)
    }

    private static func names(_ kind: ResourceKind) -> [String] {
        let plain = [kind.plural, kind.singular] + kind.shortNames
        return plain + (kind.group.isEmpty ? [] : plain.map { "\($0).\(kind.group)" })
    }
}
