import StrataAPI

extension Cluster {
    /// Keys that a running virtual machine takes at once.
    private static let pluggable: Set<String> = [
        "name", "description", "tags", "onboot", "startup", "protection", "boot", "shares", "cpuunits", "cpulimit", "hookscript", "agent",
    ]

    /// Changes a guest's configuration.
    func configure(_ guest: Guest, _ parameters: [String: String]) throws(Fault) {
        if let digest = parameters["digest"], digest != guest.digest {
            throw Fault(500, "detected modified configuration - file changed by other user? Try again.")
        }
        if guest.lock != "suspended" || parameters.keys.contains(where: { !["tags", "description", "digest"].contains($0) }) {
            try requireUnlocked(guest)
        }
        var values = parameters
        for key in ["digest", "delete", "revert", "skiplock", "force"] { values[key] = nil }
        let gone = Self.words(parameters["delete"])
        let table = guest.kind == .qemu ? GuestParameters.machine : GuestParameters.container
        for key in gone where table.type(of: key) == nil { throw .parameters(["delete": "unknown option '\(key)'"]) }
        for key in gone where values[key] != nil {
            throw .parameters(["delete": "you can't use '-\(key)' and -delete \(key)' at the same time"])
        }
        if values["hookscript"] != nil || values["args"] != nil { throw Fault(500, "only root can set 'args' config") }
        let settled = try settleDisks(values, kind: guest.kind, number: guest.number, on: guest.node)
        change(guest.number) { guest in
            for key in Self.words(parameters["revert"]) { guest.pending[key] = nil }
            for (key, value) in settled.values {
                if takesAtOnce(guest, key) || guest.config[key] == value {
                    guest.config[key] = value
                    guest.pending[key] = nil
                } else {
                    guest.pending[key] = value
                }
            }
            for key in gone {
                guest.pending[key] = nil
                if takesAtOnce(guest, key) {
                    if Self.isDisk(key, guest.kind), let id = Properties(guest.config[key] ?? "").first, id != "none" {
                        let free = (0...255).first { guest.config["unused\($0)"] == nil } ?? 0
                        guest.config["unused\(free)"] = id
                    }
                    guest.config[key] = nil
                } else if guest.config[key] != nil {
                    guest.pending[key] = .some(nil)
                }
            }
            if settled.hasSystem { guest.hasSystem = true }
        }
    }

    private func takesAtOnce(_ guest: Guest, _ key: String) -> Bool {
        guard guest.power != .stopped else { return true }
        if Self.isDisk(key, guest.kind) || key.hasPrefix("net") || key.hasPrefix("unused") { return true }
        // Control groups take limits at once.
        if guest.kind == .lxc {
            return ["cores", "cpulimit", "memory", "swap", "tags", "description", "onboot", "protection"].contains(key)
        }
        return Self.pluggable.contains(key)
    }

    static func words(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: { ",; ".contains($0) }).map(String.init)
    }

    /// The configuration as it is asked for.
    ///
    /// - Parameter isCurrent: without what waits for the next start.
    func configuration(_ guest: Guest, isCurrent: Bool, snapshot: String?) throws(Fault) -> JSONValue {
        var values = guest.config
        if let snapshot {
            guard let kept = guest.snapshots.first(where: { $0.name == snapshot }) else {
                throw Fault(500, "snapshot '\(snapshot)' does not exist")
            }
            values = kept.config
        } else if !isCurrent {
            for (key, value) in guest.pending { values[key] = value }
        }
        var json: [String: JSONValue] = [:]
        for (key, value) in values { json[key] = Self.value(key, value, guest.kind) }
        json["digest"] = .string(guest.digest)
        if !guest.lock.isEmpty { json["lock"] = .string(guest.lock) }
        if let parent = guest.parent { json["parent"] = .string(parent) }
        return .object(json)
    }

    /// Numbers are numbers, as the types of their keys say; memory is a text.
    private static func value(_ key: String, _ value: String, _ kind: Guest.Kind) -> JSONValue {
        let table = kind == .qemu ? GuestParameters.machine : GuestParameters.container
        switch table.type(of: key) {
        case .integer, .boolean: return Int64(value).map { .int($0) } ?? .string(value)
        case .number: return Double(value).map { Int64(exactly: $0).map { .int($0) } ?? .double($0) } ?? .string(value)
        default: return .string(value)
        }
    }

    /// `pending`: each key with what it is, what it will be, and whether it will go.
    func pending(_ guest: Guest) -> JSONValue {
        let keys = Set(guest.config.keys).union(guest.pending.keys).sorted()
        return .array(
            keys.map { key in
                var entry: JSONValue = ["key": .string(key)]
                if let value = guest.config[key] { entry["value"] = Self.value(key, value, guest.kind) }
                if let change = guest.pending[key] {
                    if let change { entry["pending"] = Self.value(key, change, guest.kind) } else { entry["delete"] = 1 }
                }
                return entry
            })
    }

    /// Lets a disk grow.
    func resize(_ guest: Guest, _ parameters: [String: String], by caller: AccessControl.Caller) throws(Fault) -> String {
        try requireUnlocked(guest)
        let (key, text) = (parameters["disk"] ?? "", parameters["size"] ?? "")
        guard let value = guest.config[key], let id = Properties(value).first,
            let index = state.volumes.firstIndex(where: { $0.id == id && isSeen($0, from: guest.node) })
        else { throw Fault(500, "disk '\(key)' does not exist") }
        guard let asked = DiskSizes.bytes(String(text.drop { $0 == "+" })) else { throw Fault.parameters(["size": "unable to parse"]) }
        let old = state.volumes[index].virtualSize
        let new = text.hasPrefix("+") ? old + asked : asked
        guard new >= old else { throw Fault(500, "shrinking disks is not supported") }
        let number = guest.number
        return begin("resize", "\(number)", on: guest.node, by: caller, seconds: 0.3) { cluster in
            guard let index = cluster.state.volumes.firstIndex(where: { $0.id == id && cluster.isSeen($0, from: guest.node) }) else {
                return
            }
            cluster.state.volumes[index].virtualSize = new
            cluster.state.volumes[index].size = new
            cluster.change(number) { guest in
                var properties = Properties(guest.config[key] ?? "")
                properties["size"] = DiskSizes.text(new)
                guest.config[key] = properties.text
            }
        }
    }

    /// Takes disks off a guest: the first time they become unused, the second time they go.
    func unlink(_ guest: Guest, _ parameters: [String: String]) throws(Fault) {
        try requireUnlocked(guest)
        for key in Self.words(parameters["idlist"]) {
            guard let id = Properties(guest.config[key] ?? "").first else { continue }
            if Self.isTrue(parameters["force"]) || key.hasPrefix("unused") { release(id, on: guest.node) }
            change(guest.number) { guest in
                guest.config[key] = nil
                if !Self.isTrue(parameters["force"]), !key.hasPrefix("unused") {
                    let free = (0...255).first { guest.config["unused\($0)"] == nil } ?? 0
                    guest.config["unused\(free)"] = id
                }
            }
        }
    }
}
