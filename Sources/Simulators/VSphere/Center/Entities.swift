/// What the inventory is made of. Ids are without the type.
protocol Entity: Sendable, Codable {
    var ref: Ref { get }
    var name: String { get set }
    /// What it lies in; nil of the root.
    var parent: Ref? { get set }
    /// Values of custom fields, by the fields' keys.
    var customValues: [Int: String] { get set }
}

struct Folder: Entity {
    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    var childTypes: [String]
    var children: [Ref] = []
}

struct Datacenter: Entity {
    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    var vmFolder: Ref
    var hostFolder: Ref
    var datastoreFolder: Ref
    var networkFolder: Ref
}

/// A cluster, or what a host by itself is in.
struct Compute: Entity {
    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    var pool: Ref
    var hosts: [Ref] = []
    var hasDRS = true
    var hasHA = false

    var isCluster: Bool { ref.type == "ClusterComputeResource" }
}

struct Pool: Entity {
    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    var owner: Ref
    var children: [Ref] = []
    var cpu = Allocation.usual
    var memory = Allocation.usual
}

struct Host: Entity {
    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    var cpus: Int
    /// In bytes.
    var memory: Int64
    /// `connected`, `disconnected`, `notResponding`.
    var connection = "connected"
    var isInMaintenance = false
    var bootedAt: Double
    var uuid: String
}

struct Datastore: Entity {
    /// A file, or a directory.
    struct File: Sendable, Codable {
        /// In bytes, as it lies there.
        var size: Int64
        /// Of a disk: how much a guest sees.
        var capacity: Int64 = 0
        /// Whether something was put into it: a disk that has content can be started from.
        var hasContent = false
        var isDirectory = false
        var modifiedAt: Double
        /// Where the content of an upload lies, in the simulator's own directory.
        var stored: String?
    }

    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    var type: String
    /// In bytes.
    var capacity: Int64
    var uuid: String
    /// By path below the datastore.
    var files: [String: File] = [:]
    private(set) var used: Int64 = 0

    init(ref: Ref, name: String, parent: Ref?, type: String, capacity: Int64, uuid: String) {
        self.ref = ref
        self.name = name
        self.parent = parent
        self.type = type
        self.capacity = capacity
        self.uuid = uuid
    }

    var free: Int64 { max(0, capacity - used) }

    mutating func put(_ path: String, _ file: File) {
        used += file.size - (files[path]?.size ?? 0)
        files[path] = file
    }

    @discardableResult
    mutating func remove(_ path: String) -> File? {
        guard let file = files.removeValue(forKey: path) else { return nil }
        used -= file.size
        return file
    }
}

/// A standard or distributed port group, or a distributed switch.
struct Network: Entity {
    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    /// Of a switch.
    var uuid = ""
    /// Of a distributed port group.
    var distributedSwitch: Ref?
    var isUplink = false
}

struct Machine: Entity {
    struct Snapshot: Sendable, Codable {
        var id: String
        var number: Int
        var name: String
        var description: String
        var createdAt: Double
        /// The machine's power then.
        var power: String
        /// With memory.
        var hasMemory: Bool
        var isQuiesced: Bool
        var parent: String?
        var config: DataObject
        var devices: [DataObject]
    }

    var ref: Ref
    var name: String
    var parent: Ref?
    var customValues: [Int: String] = [:]
    var host: Ref?
    var pool: Ref?
    /// `poweredOff`, `poweredOn`, `suspended`.
    var power = "poweredOff"
    /// The `VirtualMachineConfigInfo` without its devices.
    var config: DataObject
    var devices: [DataObject]
    var snapshots: [Snapshot] = []
    var currentSnapshot: String?
    var lastSnapshotNumber = 0
    var bootedAt: Double?
    var suspendedAt: Double?
    /// How many changes of the configuration there were.
    var changes = 0
    /// The name that was given to the guest by a customization.
    var guestName: String?

    var isTemplate: Bool { config.bool("template") == true }
    var vmx: String { config.object("files")?.string("vmPathName") ?? "" }
    var isOn: Bool { power == "poweredOn" }
    var cpus: Int64 { config.object("hardware")?.int("numCPU") ?? 1 }
    /// In MiB.
    var memory: Int64 { config.object("hardware")?.int("memoryMB") ?? 4 }
    var disks: [DataObject] { devices.filter { $0.type == "VirtualDisk" } }
    var cards: [DataObject] { devices.filter { $0.isA("VirtualEthernetCard") } }
    var instanceUUID: String { config.string("instanceUuid") ?? "" }
    var uuid: String { config.string("uuid") ?? "" }
}

/// Shares of a resource.
struct Allocation: Sendable, Codable {
    var reservation: Int64 = 0
    var limit: Int64 = -1
    var isExpandable = true
    var shares: Int64 = 4000
    var level = "normal"

    static let usual = Allocation()

    func object() -> DataObject {
        DataObject(
            "ResourceAllocationInfo",
            [
                "reservation": .long(reservation), "expandableReservation": .bool(isExpandable), "limit": .long(limit),
                "shares": .object(DataObject("SharesInfo", ["shares": .int(shares), "level": .string(level)])),
            ])
    }

    mutating func take(_ object: DataObject) {
        reservation = object.int("reservation") ?? reservation
        limit = object.int("limit") ?? limit
        isExpandable = object.bool("expandableReservation") ?? isExpandable
        if let shares = object.object("shares") {
            self.shares = shares.int("shares") ?? self.shares
            level = shares.string("level") ?? level
        }
    }
}
