import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// What lies beside a backup's disks in the pool: whose it is, of what, and the machine as it was, from which one can be made.
struct BackupRecord: Sendable, Hashable {
    struct Disk: Sendable, Hashable {
        /// What it was called in the machine: `vda`.
        var target = ""
        /// In bytes.
        var size = 0

        static let schema = Schema<Disk>.object("A disk.", initial: Disk()) {
            Field("target", \.target, .string(StringRule(length: 1...32)), isRequired: true)
            Field("size", \.size, .integer(0...(1 << 62)), isRequired: true)
        }
    }

    /// The Backup's.
    var uid = UID("")
    var name = ""
    /// The UUID of the domain, and the instance that it was, in words.
    var machine = ""
    var instance = ""
    /// The moment that it holds, in microseconds since 1970.
    var takenAt = 0
    /// The backup that it lies above; empty for one that is complete in itself.
    var earlier = UID("")
    var isEncrypted = false
    var disks: [Disk] = []
    /// The domain's definition.
    var definition = ""

    /// The longest record that is read, in bytes: a definition, written as JSON.
    static let limit = 20 << 20

    private static let uid = Schema<UID>(
        Shape(.string(StringRule(length: 0...64))), decode: { $0.string.map(UID.init) },
        encode: { $0.text.isEmpty ? nil : .string($0.text) })

    private static let schema = Schema<BackupRecord>.object("A backup of a machine's.", initial: BackupRecord()) {
        Field("uid", \.uid, uid, isRequired: true)
        Field("name", \.name, .string(StringRule(length: 0...512)))
        Field("machine", \.machine, .string(StringRule(length: 0...64)))
        Field("instance", \.instance, .string(StringRule(length: 0...512)))
        Field("takenAt", \.takenAt, .integer(0...(1 << 62)))
        Field("earlier", \.earlier, uid)
        Field("isEncrypted", \.isEncrypted, .bool)
        Field("disks", \.disks, .list(Disk.schema), isRequired: true)
        Field("definition", \.definition, .string(StringRule(length: 1...limit)), isRequired: true)
    }

    init() {}

    /// - Throws: the reason why it cannot be understood.
    init(parsing bytes: [UInt8]) throws {
        let end = bytes.lastIndex { $0 != 0x20 && $0 != 0 } ?? -1
        self = try Self.schema.value(from: JSONValue(parsing: Array(bytes.prefix(end + 1))))
    }

    /// As it is written: filled up with spaces to whole sectors, in which volumes are counted.
    var bytes: [UInt8] {
        let text = Array((Self.schema.encode(self) ?? .object([:])).text.utf8)
        return text + [UInt8](repeating: 0x20, count: (512 - text.count % 512) % 512)
    }

    var isIncremental: Bool { !earlier.text.isEmpty }
}
