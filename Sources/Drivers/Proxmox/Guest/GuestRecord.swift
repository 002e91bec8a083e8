import Proxmox
import StrataAPI
import StrataDriverKit

/// A guest as the cluster's, its node's or its own status shows it.
struct GuestRecord: Sendable, Equatable {
    var id: GuestID
    var node: String
    var name: String
    /// `running`, `stopped`, `unknown`, …
    var status: String
    /// What QEMU itself says, where it was asked: `paused`, `prelaunch`, …
    var qmpStatus = ""
    /// What works on it: `backup`, `clone`, `create`, `migrate`, `suspended`, …
    var lock = ""
    var tags: [String] = []
    var pool = ""
    var isTemplate = false
    /// Whether the cluster's high availability starts and stops it.
    var isHighlyAvailable = false
    var cores: Double?
    /// In bytes.
    var memory: Int64?
    var memoryUsed: Int64?
    /// Seconds.
    var uptime: Int64 = 0
    var pid: Int?

    /// An entry of `cluster/resources`.
    init?(resource: JSONValue) {
        guard let id = resource["id"]?.string.flatMap({ GuestID($0) }), let node = resource["node"]?.string else { return nil }
        self.init(id, node: node, resource)
    }

    /// The same of a guest that is known, from its node's list or its own status.
    init(_ id: GuestID, node: String, _ json: JSONValue) {
        self.id = id
        self.node = node
        name = json["name"]?.lenientText ?? ""
        status = json["status"]?.string ?? "unknown"
        qmpStatus = json["qmpstatus"]?.string ?? ""
        lock = json["lock"]?.string ?? ""
        tags = OwnerTags.split(json["tags"]?.lenientText)
        pool = json["pool"]?.lenientText ?? ""
        isTemplate = json["template"]?.isTruthy ?? false
        isHighlyAvailable = json["hastate"]?.string.map { !$0.isEmpty } ?? json["ha"]?["managed"]?.isTruthy ?? false
        cores = json["maxcpu"]?.lenientDouble ?? json["cpus"]?.lenientDouble
        memory = json["maxmem"]?.lenientInt
        memoryUsed = json["mem"]?.lenientInt
        uptime = json["uptime"]?.lenientInt ?? 0
        pid = json["pid"]?.lenientInt.map { Int($0) }
    }

    var owner: OwnerTags? { OwnerTags(tags, of: id.number) }

    var power: PowerState {
        switch status {
        case "running":
            switch qmpStatus {
            case "paused": .paused
            case "prelaunch", "inmigrate": .starting
            case "", "running": .running
            case "suspended": .other("the guest sleeps (ACPI S3)")
            default: .other(qmpStatus)
            }
        case "paused": .paused
        case "stopped": lock == "suspended" || lock == "suspending" ? .suspended : .stopped
        default: .other(status)
        }
    }

    var isOff: Bool { power == .stopped || power == .suspended }

    /// - Parameter digest: a word for its configuration, as far as that was read.
    func observed(addresses: [String] = [], digest: String = "", now: Timestamp = .now()) -> ObservedInstance {
        var usage = Instance.Usage()
        if status == "running" {
            usage.memory = memoryUsed.map { Quantity(bytes: $0) }
        }
        var observed = ObservedInstance(
            id: id.native, owner: owner?.uid, type: id.kind == .qemu ? .virtualMachine : .container, power: power, host: node,
            addresses: addresses, pid: pid,
            startedAt: status == "running" && uptime > 0 ? Timestamp(microseconds: now.microseconds - uptime * 1_000_000) : nil,
            usage: usage, cpuCores: cores, memory: memory.map { Quantity(bytes: $0) })
        observed.ownerName = owner?.instance ?? ""
        observed.ownerServer = owner?.server ?? ""
        observed.name = name
        observed.settings = SettingsDigest.of(
            "\(name)|\(cores ?? 0)|\(memory ?? 0)|\(tags.sorted().joined(separator: ","))|\(digest)".utf8)
        if lock == "create" || lock == "clone" { observed.power = .stopped }
        return observed
    }
}
