import LXD
import StrataAPI
import StrataDriverKit

/// What a daemon has beside instances.
struct SiteLook: Sendable {
    var facts: ServerFacts
    var pools: [JSONValue]
    var networks: [JSONValue]
    var profiles: Int
    var images: Int
    var members: [JSONValue]

    /// What of the driver's abilities does not work, or not fully, with this daemon.
    ///
    /// - Parameter pool: the storage pool of volumes.
    func support(pool: String) -> [Ability: Support] {
        var support: [Ability: Support] = [
            .move: .degraded("of running instances, virtual machines with spec.stack.lxd.stateful, which are held while they are carried"),
            .suspend: KeptMemory.support(facts), .memory: KeptMemory.support(facts),
            .console: .degraded("one session at a time"),
            .log: .degraded(
                (facts.keepsGuestLogs ? "" : "of containers; ")
                    + "over a network, or through SSH as a user, what was told to others of a container is not told again while it runs"),
            .export: .degraded("of containers; the daemon makes an image of them first"),
            .exec: .degraded("in virtual machines where the daemon's agent runs; what a command that is given up started is left"),
        ]
        if members.isEmpty {
            support[.evacuation] = .no("the daemon is in no cluster, so that its instances have nowhere to go")
        } else if !facts.server.has("clustering_evacuation") {
            support[.evacuation] = .no("the daemon lacks the API extension clustering_evacuation")
        }
        switch pools.first(where: { $0["name"]?.string == pool }).map(StoragePool.init) {
        case let pool? where pool.kind == "dir": support[.volumes] = .degraded("a pool of kind dir holds no volume to its size")
        case let pool? where pool.kind == "zfs" && !pool.removesSnapshots:
            support[.snapshot] = .degraded("on a pool of ZFS an instance goes back to its newest snapshot only")
        default: break
        }
        return support
    }

    /// The boxes of the stack's diagram, by the catalog's ids.
    func boxes(hosts: [HostFacts]) -> [Site.Box] {
        let environment = facts.server.document["environment"]
        let address = facts.server.document[path: ["config", "core.https_address"]]?.string ?? ""
        var boxes = [
            Site.Box(id: "rest-api-server", state: .present, facts: ["server": facts.product, "version": facts.version]),
            address.isEmpty
                ? Site.Box(id: "rest-api", state: .missing, reason: "the daemon listens on its Unix socket only")
                : Site.Box(id: "rest-api", state: .present, facts: ["address": address]),
            members.isEmpty
                ? Site.Box(id: "clustering", state: .missing, reason: "the daemon is in no cluster")
                : Site.Box(
                    id: "clustering", state: members.allSatisfy { $0["status"]?.string == "Online" } ? .present : .degraded,
                    facts: ["members": "\(members.count)"],
                    reason: members.filter { $0["status"]?.string != "Online" }
                        .map { "\($0["server_name"]?.string ?? "") is \($0["status"]?.string ?? "")" }.joined(separator: ", ")),
            Site.Box(id: "profiles-and-config-mgmt", state: .present, facts: ["profiles": "\(profiles)"]),
            Site.Box(id: "image-manager", state: .present, facts: ["images": "\(images)"]),
        ]
        for (id, kinds) in [("zfs", ["zfs"]), ("btrfs", ["btrfs"]), ("lvm", ["lvm"]), ("ceph", ["ceph", "cephfs"]), ("dir", ["dir"])] {
            boxes.append(box(id, pools.filter { kinds.contains($0["driver"]?.string ?? "") }, of: "storage pool"))
        }
        let managed = networks.filter { $0["managed"]?.bool == true }
        for (id, kinds) in [("bridge", ["bridge"]), ("ovn", ["ovn"]), ("macvlan-sriov", ["macvlan", "sriov"])] {
            boxes.append(box(id, managed.filter { kinds.contains($0["type"]?.string ?? "") }, of: "network"))
        }
        let features = environment?["lxc_features"]
        boxes.append(
            Site.Box(
                id: "cgroups-v2", state: features?["cgroup2"]?.string == "true" ? .present : .unknown,
                facts: ["kernel": environment?["kernel_version"]?.string ?? ""]))
        boxes.append(
            Site.Box(
                id: "namespaces", state: .present,
                facts: ["idmapped mounts": environment?["kernel_features"]?["idmapped_mounts"]?.string == "true" ? "yes" : "no"]))
        boxes.append(
            Site.Box(id: "seccomp", state: environment?["kernel_features"]?["seccomp_listener"]?.string == "true" ? .present : .unknown))
        if let first = hosts.first?.status {
            boxes.append(Site.Box(id: "cpu", state: .present, facts: ["count": "\(first.cpus)", "model": first.cpuModel]))
            boxes.append(Site.Box(id: "ram", state: .present, facts: ["size": first.memory?.text ?? ""]))
        }
        return boxes
    }

    private func box(_ id: String, _ found: [JSONValue], of what: String) -> Site.Box {
        guard !found.isEmpty else { return Site.Box(id: id, state: .missing, reason: "the daemon has no such \(what)") }
        return Site.Box(
            id: id, state: .present, facts: ["names": found.compactMap { $0["name"]?.string }.prefix(8).joined(separator: ", ")])
    }
}

extension ServerFacts {
    /// `5.0.2`, or `Incus 6.0.4`.
    var versionText: String { product == "lxd" ? version : "\(product.prefix(1).uppercased())\(product.dropFirst()) \(version)" }

    /// A host with its capacity, from what the daemon tells of its resources.
    func host(_ resources: JSONValue, member: JSONValue? = nil) -> HostFacts {
        let environment = server.document["environment"]
        let name = member?["server_name"]?.string ?? self.name
        var status = Host.Status()
        status.hostname = name
        status.architecture = member?["architecture"]?.string ?? architecture
        if member == nil || name == self.name {
            let system = [environment?["os_name"]?.string, environment?["os_version"]?.string].compactMap(\.self).filter { !$0.isEmpty }
            status.operatingSystem = system.joined(separator: " ")
            status.kernel = environment?["kernel_version"]?.string ?? ""
        }
        status.cpus = resources["cpu"]?["total"]?.int.map(Int.init) ?? 0
        status.cpuModel = resources["cpu"]?["sockets"]?.array?.first?["name"]?.string ?? ""
        if let total = resources["memory"]?["total"]?.int, total > 0 {
            status.memory = Quantity(bytes: total)
            status.memoryAvailable = resources["memory"]?["used"]?.int.map { Quantity(bytes: max(0, total - $0)) }
        }
        if let member {
            let state = member["status"]?.string ?? ""
            let message = member["message"]?.string ?? ""
            let isEvacuated = state == "Evacuated"
            status.conditions.set(
                Condition(
                    "Online", isEvacuated || state == "Online" ? .yes : .no, reason: state.isEmpty ? "Unknown" : state, message: message))
            status.conditions.set(
                Condition("Evacuated", isEvacuated ? .yes : .no, reason: state.isEmpty ? "Unknown" : state, message: message))
        }
        return HostFacts(name: name, status: status)
    }
}
