import StrataAPI
import StrataDriverKit

/// An instance as the daemon describes it.
struct InstanceRecord: Sendable {
    typealias Devices = [String: [String: String]]

    var name: String
    var isVirtualMachine: Bool
    var status: String
    var isStateful: Bool
    /// The cluster member; `none` where there is no cluster.
    var location: String
    var lastUsedAt: Timestamp?
    var createdAt: Timestamp?
    /// The same as the daemon words it.
    var lastUse: String
    var config: [String: String]
    var devices: Devices
    /// With what the profiles add.
    var expandedConfig: [String: String]
    var expandedDevices: Devices
    var profiles: [String]
    var architecture: String
    var description: String
    var isEphemeral: Bool
    /// What it is doing, where that was asked for.
    var state: JSONValue?
    /// The version of its description, where it was read alone.
    var etag: String?

    /// Nil for what describes no instance. Fields that are missing are empty.
    init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, !name.isEmpty else { return nil }
        self.name = name
        isVirtualMachine = json["type"]?.string == "virtual-machine"
        status = json["status"]?.string ?? ""
        isStateful = json["stateful"]?.bool ?? false
        location = json["location"]?.string ?? "none"
        lastUse = json["last_used_at"]?.string ?? ""
        lastUsedAt = json["last_used_at"]?.string.flatMap { Timestamp($0) }.flatMap { $0.seconds > 0 ? $0 : nil }
        createdAt = json["created_at"]?.string.flatMap { Timestamp($0) }
        func strings(_ json: JSONValue?) -> [String: String] { json?.object?.compactMapValues(\.string) ?? [:] }
        func devices(_ json: JSONValue?) -> Devices { json?.object?.mapValues { strings($0) } ?? [:] }
        config = strings(json["config"])
        self.devices = devices(json["devices"])
        expandedConfig = json["expanded_config"].map { strings($0) } ?? config
        expandedDevices = json["expanded_devices"].map { devices($0) } ?? self.devices
        profiles = json["profiles"]?.array?.compactMap(\.string) ?? []
        architecture = json["architecture"]?.string ?? ""
        description = json["description"]?.string ?? ""
        isEphemeral = json["ephemeral"]?.bool ?? false
        state = json["state"].flatMap { $0.isNull ? nil : $0 }
    }

    var tag: MachineTag? { MachineTag(config) }

    /// Whether the daemon made all of it: it notes what the first start is to do last of all.
    var isComplete: Bool { config["volatile.apply_template"] != nil || config["volatile.last_state.power"] != nil }

    /// Whether it was made of a backup, and is not noted as the one's for whom it was made. Nobody is shown it: it may carry another's UID.
    var isHalfRestored: Bool { name.hasPrefix(MachineName.passingPrefix) && tag.map { MachineName.isPassing(name, for: $0.uid) } != true }

    /// Whether it is on its way from another daemon, whose instance it still is.
    var isArriving: Bool { tag == nil && config[MachineTag.arrivingKey] != nil }

    /// Whether the move that it came with was given up while nobody could be asked here: none takes a day to be decided, and what it was made of is where it was.
    func isStranded(at now: Timestamp) -> Bool { isArriving && createdAt.map { now.since($0) > .seconds(86_400) } ?? false }

    /// Whether it is an instance of this daemon for others than those who are making it.
    var isShown: Bool { !isHalfRestored && !isArriving }

    /// Whether it is what the daemon makes of an instance on its way to another member or pool, with all that is noted on that one, whose name it gets in the end.
    var isOnItsWay: Bool { name.hasPrefix("lxd-move-of-") || name.hasPrefix("incus-move-of-") }

    /// Without what is on its way within the daemon, but for what is Strata's and for a moment has no other name.
    static func settled(_ all: [InstanceRecord]) -> [InstanceRecord] {
        guard all.contains(where: \.isOnItsWay) else { return all }
        let there = Set(all.filter { !$0.isOnItsWay }.compactMap { $0.tag?.uid })
        return all.filter { record in !record.isOnItsWay || record.tag.map { !there.contains($0.uid) } ?? false }
    }

    var isOff: Bool { status == "Stopped" }

    /// Whether it is off with its memory kept. The daemon has no way to give that memory up but the next start, so that a note says that it is given up; one
    /// that the instance's next start outdates.
    var isSuspended: Bool { isOff && isStateful && (lastUse.isEmpty || config[MachineTag.discardedKey] != lastUse) }

    /// What the daemon's word for its state means.
    var power: PowerState {
        switch status {
        case "Running", "Ready", "Thawed": .running
        case "Frozen", "Freezing": .paused
        case "Stopped": isSuspended ? .suspended : .stopped
        case "Starting": .starting
        case "Stopping", "Aborting": .stopping
        default: .other(status.printable(limit: 40))
        }
    }

    /// The part that can be written, as it is.
    var writable: JSONValue {
        func object(_ strings: [String: String]) -> JSONValue { .object(strings.mapValues { .string($0) }) }
        return [
            "architecture": .string(architecture), "config": object(config), "devices": .object(devices.mapValues(object)),
            "ephemeral": .bool(isEphemeral), "profiles": .array(profiles.map { .string($0) }), "stateful": .bool(isStateful),
            "description": .string(description),
        ]
    }

    /// The disk that its root file system is on.
    var rootDisk: (device: String, settings: [String: String])? {
        expandedDevices.first { $0.value["type"] == "disk" && $0.value["path"] == "/" }.map { ($0.key, $0.value) }
    }

    /// As the kit shows it.
    ///
    /// - Parameter host: the host's name where there is no cluster.
    func observed(host: String) -> ObservedInstance {
        let limits = MachineLimits(expandedConfig)
        var observed = ObservedInstance(
            id: NativeID(name), owner: tag?.uid, type: isVirtualMachine ? .virtualMachine : .container, power: power,
            host: location == "none" || location.isEmpty ? host : location, cpuCores: limits.cpuCores,
            memory: limits.memory.map(Quantity.init(bytes:)), processes: limits.processes)
        if status == "Error" { observed.problem = "the daemon cannot tell what it is doing; lxc info \(name) may say more" }
        observed.settings = settingsWord
        observed.ownerName = tag?.instance ?? ""
        observed.ownerServer = tag?.server ?? ""
        guard let state, !isOff else { return observed }
        if let pid = state["pid"]?.int, pid > 0 { observed.pid = Int(pid) }
        observed.startedAt = state["started_at"]?.string.flatMap { Timestamp($0) }.flatMap { $0.seconds > 0 ? $0 : nil } ?? lastUsedAt
        if let nanoseconds = state["cpu"]?["usage"]?.double, nanoseconds > 0 { observed.usage.cpuSeconds = nanoseconds / 1e9 }
        if let bytes = state["memory"]?["usage"]?.int, bytes > 0 { observed.usage.memory = Quantity(bytes: bytes) }
        if let count = state["processes"]?.int, count > 0 { observed.usage.processes = Int(count) }
        observed.addresses = Self.addresses(state["network"])
        return observed
    }

    /// The addresses that others can reach it by, card by card. A state without a network has null.
    static func addresses(_ network: JSONValue?) -> [String] {
        (network?.object ?? [:]).sorted { $0.key < $1.key }.filter { $0.key != "lo" }.flatMap { _, card in
            (card["addresses"]?.array ?? []).filter { $0["scope"]?.string == "global" }.compactMap { $0["address"]?.string }
        }
    }

    /// A word that changes with whatever can be compared. The daemon's own notes do not count.
    private var settingsWord: String {
        let relevant = expandedConfig.filter { !$0.key.hasPrefix("volatile.") && !$0.key.hasPrefix("image.") }
        let json: JSONValue = [
            "config": .object(relevant.mapValues { .string($0) }),
            "devices": .object(expandedDevices.mapValues { .object($0.mapValues { .string($0) }) }),
        ]
        return SettingsDigest.of(json.encoded())
    }
}
