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
    var tags: [String] = [] { didSet { owner = OwnerTags(tags, of: id.number) } }
    /// What Strata noted in the tags; nil where the guest is not Strata's.
    private(set) var owner: OwnerTags?
    var pool = ""
    var isTemplate = false
    /// Whether the cluster's high availability starts and stops it.
    var isHighlyAvailable = false
    var cores: Double?
    /// In bytes.
    var memory: Int64?
    var memoryUsed: Int64?
    /// How much of its processors' time it uses: 0 to 1.
    var cpuShare: Double?
    /// Seconds.
    var uptime: Int64 = 0
    var pid: Int?

    /// What is read of a guest, by the names that the cluster's list, its node's and its own status have for it.
    private enum Member: Int, CaseIterable {
        case id, vmid, node, name, status, qmpstatus, lock, tags, pool, template, hastate, ha, maxcpu, cpus, maxmem, mem, cpu, uptime, pid

        var name: String { "\(self)" }
    }

    /// The rows of lists of guests.
    static let rows = JSONRows(of: "data", reading: Member.allCases.map(\.name))

    /// An entry of `cluster/resources`.
    init?(resource row: JSONRows.Row) {
        guard let id = Self.value(row, .id)?.string.flatMap({ GuestID($0) }), let node = Self.value(row, .node)?.string else { return nil }
        self.init(id, node: node) { Self.value(row, $0) }
    }

    /// An entry of a node's list.
    init?(_ kind: GuestID.Kind, node: String, _ row: JSONRows.Row) {
        guard let number = Self.value(row, .vmid)?.lenientInt else { return nil }
        self.init(GuestID(kind, Int(number)), node: node) { Self.value(row, $0) }
    }

    /// A guest's own status.
    init(_ id: GuestID, node: String, _ json: JSONValue) {
        self.init(id, node: node) { json[$0.name] }
    }

    private static func value(_ row: JSONRows.Row, _ member: Member) -> JSONValue? { row[member.rawValue] }

    private init(_ id: GuestID, node: String, _ value: (Member) -> JSONValue?) {
        self.id = id
        self.node = node
        name = value(.name)?.lenientText ?? ""
        status = value(.status)?.string ?? "unknown"
        qmpStatus = value(.qmpstatus)?.string ?? ""
        lock = value(.lock)?.string ?? ""
        tags = OwnerTags.split(value(.tags)?.lenientText)
        owner = OwnerTags(tags, of: id.number)
        pool = value(.pool)?.lenientText ?? ""
        isTemplate = value(.template)?.isTruthy ?? false
        isHighlyAvailable = value(.hastate)?.string.map { !$0.isEmpty } ?? value(.ha)?["managed"]?.isTruthy ?? false
        cores = value(.maxcpu)?.lenientDouble ?? value(.cpus)?.lenientDouble
        memory = value(.maxmem)?.lenientInt
        memoryUsed = value(.mem)?.lenientInt
        cpuShare = value(.cpu)?.lenientDouble
        uptime = value(.uptime)?.lenientInt ?? 0
        pid = value(.pid)?.lenientInt.map { Int($0) }
    }

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
            if let cpuShare, let cores, cpuShare >= 0 { usage.cores = cpuShare * cores }
        }
        var observed = ObservedInstance(
            id: id.native, owner: owner?.uid, type: id.kind == .qemu ? .virtualMachine : .container, power: power, host: node,
            addresses: addresses, pid: pid,
            startedAt: status == "running" && uptime > 0 ? Timestamp(microseconds: now.microseconds - uptime * 1_000_000) : nil,
            usage: usage, cpuCores: cores, memory: memory.map { Quantity(bytes: $0) })
        observed.ownerName = owner?.instance ?? ""
        observed.ownerServer = owner?.server ?? ""
        observed.name = name
        observed.settings = settings(digest)
        if !tags.isEmpty {
            observed.tags = OwnerTags.foreign(tags).prefix(ObservedInstance.mostTags).map { $0.printable(limit: 256) }
        }
        if lock == "create" || lock == "clone" { observed.power = .stopped }
        return observed
    }

    /// A word for all that is wished of it.
    private func settings(_ digest: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        for word in [name, digest] + (tags.count > 1 ? tags.sorted() : tags) {
            bytes.append(contentsOf: word.utf8)
            bytes.append(0)
        }
        for number in [(cores ?? 0).bitPattern, UInt64(bitPattern: memory ?? 0)] {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return SettingsDigest.of(bytes)
    }
}
