package import StrataAPI
package import StrataDriverKit

extension HostFiles {
    /// The kernel, as `linux-kernel`.
    package var kernel: Site.Box {
        let status = status
        let details = ["release": status.kernel, "system": status.operatingSystem].filter { !$0.value.isEmpty }
        return details.isEmpty
            ? Site.Box(id: "linux-kernel", state: .unknown, reason: "the kernel's release could not be read")
            : Site.Box(id: "linux-kernel", state: .present, facts: details)
    }

    /// The control groups: their layout and what of them is missing.
    package func controlGroups(_ id: String) -> Site.Box {
        let wanted = ["cpu", "memory", "pids", "cpuset", "freezer", "devices"]
        // Version 2 has the last two in its core (cgroups(7), "Cgroups v2").
        let missing = wanted.filter { !layout.has($0) && !(layout.legacy.isEmpty && ["freezer", "devices"].contains($0)) }
        var details = ["layout": layout.mode.rawValue]
        if !layout.legacy.isEmpty { details["controllersV1"] = layout.legacy.keys.sorted().joined(separator: ", ") }
        if layout.unified != nil { details["controllersV2"] = layout.unifiedControllers.sorted().joined(separator: ", ") }
        var reasons: [String] = []
        if !missing.isEmpty { reasons.append("these controllers are missing: \(missing.joined(separator: ", "))") }
        switch layout.mode {
        case .none: return Site.Box(id: id, state: .missing, facts: details, reason: "no control groups are mounted")
        case .legacy: reasons.append("the host has version 1 only")
        case .hybrid: reasons.append("limits are kept by version 1's controllers, version 2 is mounted beside them")
        case .unified: break
        }
        return Site.Box(
            id: id, state: reasons.isEmpty ? .present : .degraded, facts: details, reason: reasons.joined(separator: "; "))
    }

    /// The namespaces that the kernel has and allows, as `namespaces`.
    package func namespaces(_ map: IDMap, hasAllIDs: Bool) -> Site.Box {
        var details: [String: String] = [:]
        var missing: [String] = []
        for namespace in Self.namespaces {
            let limit = text("/proc/sys/user/max_\(namespace.limit)_namespaces")
            let isThere = !limit.isEmpty && limit != "0"
            details[namespace.name] = isThere ? "yes" : (limit.isEmpty ? "no" : "switched off")
            if !isThere { missing.append(namespace.name) }
        }
        if !hasAllIDs { details["ids"] = "not mapped here from \(map.user) up" }
        let essential = missing.filter { $0 != "user" && $0 != "cgroup" }
        if !essential.isEmpty {
            return Site.Box(
                id: "namespaces", state: .missing, facts: details,
                reason: "the kernel lacks namespaces that containers cannot do without: \(essential.joined(separator: ", "))")
        }
        if missing.contains("user") || !hasAllIDs {
            let why =
                missing.contains("user")
                ? "user namespaces are not allowed (user.max_user_namespaces)" : "this user namespace has too few ids"
            return Site.Box(id: "namespaces", state: .degraded, facts: details, reason: "only privileged containers can run: \(why)")
        }
        return Site.Box(
            id: "namespaces", state: missing.isEmpty ? .present : .degraded, facts: details,
            reason: missing.isEmpty ? "" : "the kernel lacks cgroup namespaces")
    }

    /// The kernel's filters of system calls, as `seccomp`.
    package var seccomp: Site.Box {
        let actions = text("/proc/sys/kernel/seccomp/actions_avail")
        return actions.isEmpty
            ? Site.Box(
                id: "seccomp", state: .missing, reason: "the kernel has no seccomp filters, so containers may make every system call")
            : Site.Box(id: "seccomp", state: .present, facts: ["actions": actions])
    }

    /// The managed network's bridge.
    /// - Parameter ports: how many interfaces are attached to it.
    package func bridge(_ id: String, name bridge: String, ports: Int) -> Site.Box {
        if interfaces.contains(bridge) {
            return Site.Box(id: id, state: .present, facts: ["bridge": bridge, "interfaces": "\(ports)"])
        }
        return Site.Box(
            id: id, state: .missing, facts: ["bridge": bridge], reason: "it is made when the first container needs it"
        )
    }

    /// The processors, as `cpu`.
    package var processor: Site.Box {
        let status = status
        var details = ["cpus": "\(status.cpus)", "architecture": status.architecture]
        if !status.cpuModel.isEmpty { details["model"] = status.cpuModel }
        return Site.Box(id: "cpu", state: .present, facts: details)
    }

    /// The memory, as `ram`.
    package var memory: Site.Box {
        let status = status
        let details = ["total": status.memory, "available": status.memoryAvailable].compactMapValues { $0 }
            .mapValues { Quantity(bytes: ($0.value >> 20) << 20).text }
        return Site.Box(id: "ram", state: details.isEmpty ? .unknown : .present, facts: details)
    }

    /// The network interfaces that stand for hardware, as `nic`.
    package var interfaceCards: Site.Box {
        var details: [String: String] = [:]
        // Only what stands for hardware has a device below it (sysfs(5)).
        for name in interfaces where files["/sys/class/net/\(name)/device/uevent"] != nil {
            let speed = Int(text("/sys/class/net/\(name)/speed")).flatMap { $0 > 0 ? ", \($0) Mbit/s" : nil } ?? ""
            details[name] = text("/sys/class/net/\(name)/operstate") + speed
        }
        return Site.Box(
            id: "nic", state: details.isEmpty ? .unknown : .present, facts: details,
            reason: details.isEmpty ? "no network interface of this host stands for hardware" : "")
    }

    /// The file system the containers lie on.
    package func storage(path: String, overlay: Support, leftovers: String) -> Site.Box {
        var details = ["path": path]
        let mounts = lines("/proc/self/mounts").map { $0.split(separator: " ") }.filter { $0.count > 2 }
        let mount = mounts.filter { path == $0[1] || path.hasPrefix($0[1] == "/" ? "/" : "\($0[1])/") }.max {
            $0[1].utf8.count <= $1[1].utf8.count
        }
        if let mount {
            details["fileSystem"] = String(mount[2])
            details["device"] = String(mount[0])
        }
        details["containers"] = overlay == .yes ? "layers above their images" : "full copies of their images"
        for (name, bytes) in disks { details["disk \(name)"] = Quantity(bytes: (bytes >> 30) << 30).text }
        let reasons = [overlay.reason, leftovers].filter { !$0.isEmpty }
        return Site.Box(
            id: "storage", state: reasons.isEmpty ? .present : .degraded, facts: details, reason: reasons.joined(separator: "; "))
    }

    /// The disks and their sizes in bytes, without loop devices and memory. The kernel counts sectors of 512 bytes on every disk (sysfs(5)).
    private var disks: [(String, Int64)] {
        blockDevices.filter { name in !["loop", "ram", "zram", "dm-", "md", "sr"].contains { name.hasPrefix($0) } }.prefix(16).compactMap {
            name in
            guard let sectors = Int64(text("/sys/block/\(name)/size")), (1..<(Int64.max >> 10)).contains(sectors) else { return nil }
            return (name, sectors << 9)
        }
    }
}
