import StrataAPI
import StrataDriverKit

/// What a snapshot is: `snapshot.json` in its directory, which is named after its UID.
struct SnapshotRecord: Sendable, Equatable {
    var uid = UID("")
    /// The Snapshot's name, with its namespace.
    var name = ""
    var createdAt: Timestamp?
    /// The file, in the machine's directory, that holds the disk as it was; empty for a machine without one.
    var disk = ""
    /// Whether the directory holds the memory too.
    var hasMemory = false

    init() {}

    /// Reads what ``bytes`` wrote; nil for anything else, or where it is another snapshot's.
    init?(parsing bytes: [UInt8], directory: String) {
        guard let json = try? JSONValue(parsing: bytes), let record = try? Self.schema.value(from: json), record.uid.text == directory,
            record.uid.isUUID, !record.disk.contains("/")
        else { return nil }
        self = record
    }

    var bytes: [UInt8] { (Self.schema.encode(self) ?? .object([:])).encoded() }

    /// The file's name.
    static let file = "snapshot.json"

    private static let schema = Schema<SnapshotRecord>.object("A snapshot of a machine of QEMU's.", initial: SnapshotRecord()) {
        Field("uid", \.uid, MachineDefinition.uid, isRequired: true)
        Field("name", \.name, .string(StringRule(length: 0...1024)))
        Field("createdAt", \.createdAt, .microTimestamp)
        Field("disk", \.disk, .string(StringRule(length: 0...64)))
        Field("hasMemory", \.hasMemory, .bool)
    }
}
