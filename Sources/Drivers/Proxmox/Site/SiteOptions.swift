import StrataAPI
import StrataDriverKit

/// `spec.options` of a Site whose stack is Proxmox VE.
struct SiteOptions: Sendable, Equatable {
    /// The node on which new guests are made; the one with the most memory left when empty.
    var node = ""
    /// The storage of new guests' disks; the first that takes them when empty.
    var storage = ""
    /// The storage that images are put into; the first that takes them when empty.
    var imageStorage = ""
    /// The storage that backups are put into; the first of a guest's node that takes them when empty.
    var backupStorage = ""
    /// The bridge of new guests.
    var bridge = "vmbr0"
    /// The VLAN tag of new guests on the bridge; none when zero.
    var vlan = 0
    /// The resource pool whose guests alone the site has; all guests when empty.
    var pool = ""
    var createPool = false

    private static let schema = Schema<SiteOptions>.object("What a Proxmox VE site has beyond other sites.", initial: SiteOptions()) {
        Field(
            "node", \.node, .string(StringRule(length: 0...63, check: { $0.isEmpty ? nil : StringRule.label.check?($0) })),
            "The node on which new guests are made; the one with the most memory left when left out.")
        Field(
            "storage", \.storage, .string(word), "The storage of new guests' disks; the first that takes them when left out.")
        Field(
            "imageStorage", \.imageStorage, .string(word),
            "The storage that images are put into (its content has import, vztmpl or iso); the first that takes them when left out.")
        Field(
            "backupStorage", \.backupStorage, .string(word),
            "The storage that backups are put into (its content has backup), unless a Backup names one; the first that takes them when left out."
        )
        Field("bridge", \.bridge, .string(word), default: "vmbr0", "The bridge that new guests are put on.")
        Field("vlan", \.vlan, .integer(0...4094), default: 0, "The VLAN tag of new guests on the bridge.")
        Field("pool", \.pool, .string(word), "The resource pool whose guests alone the site has; all guests when left out.")
        Field("createPool", \.createPool, .bool, "Whether the pool is made where it is missing.")
    }

    private static let word = StringRule(length: 0...63, check: { $0.isEmpty || MachineNaming.isWord($0) ? nil : "must be a plain word" })

    init() {}

    init(_ json: JSONValue) throws(DriverError) {
        do {
            self = try Self.schema.value(from: json, at: FieldPath("spec", "options"))
        } catch {
            throw .refused(.init("connect to", "Proxmox VE", answer: "\(error)"))
        }
    }
}
