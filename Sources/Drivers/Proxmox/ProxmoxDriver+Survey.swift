import Proxmox
import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver {
    /// See ``Driver/survey()``. Four requests for the cluster, and one for each node.
    public func survey() async throws(DriverError) -> Survey {
        let attempt = "survey"
        let (nodes, status, storages, rights) = try await ask(attempt, site) { client throws(ProxmoxError) in
            (
                try await client.get(["nodes"]).array ?? [], try await Self.status(client),
                try await client.get(["cluster", "resources"], ["type": "storage"]).array ?? [],
                try await client.get(["access", "permissions"]).object ?? [:]
            )
        }
        let details = await withTaskGroup(of: (String, JSONValue).self) { group in
            for node in nodes where node["status"]?.string == "online" {
                guard let name = node["node"]?.string else { continue }
                // A node that is away must not hide the others.
                group.addTask { (name, (try? await client.get(["nodes", name, "status"])) ?? .null) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let look = ClusterLook(nodes: nodes, status: status, storages: storages, details: details, version: version)
        let own = Rights(rights, pool: options.pool)
        var survey = Survey(version: version.text, support: support(own, storages), hosts: look.hosts, boxes: look.boxes)
        let wanted = Rights.wanted + [(agentRight, "to run commands in guests, and to ask them for their addresses")]
        survey.restrictions = wanted.filter { !own.has($0.privilege) }.map {
            "the privilege \($0.privilege) is missing, \($0.purpose)"
        }
        survey.restrictions += Rights.wantedOfStorages.filter { !own.hasOfStorage($0.privilege) }.map {
            "the privilege \($0.privilege) is missing on storages, \($0.purpose)"
        }
        if nodes.isEmpty || nodes.allSatisfy({ $0["maxmem"] == nil }) {
            survey.restrictions.append("the privilege Sys.Audit is missing, to see nodes")
        } else if status == nil {
            survey.restrictions.append("the privilege Sys.Audit is missing on /, to see whether the cluster has a quorum")
        }
        return survey
    }

    /// `cluster/status`; nil for who may not see it, such as a user of one pool.
    private static func status(_ client: ProxmoxClient) async throws(ProxmoxError) -> [JSONValue]? {
        do throws(ProxmoxError) { return try await client.get(["cluster", "status"]).array ?? [] } catch {
            guard case .refused(_, 403, _, _) = error else { throw error }
            return nil
        }
    }

    /// The privilege that speaking to guests' agents asks for.
    private var agentRight: String { version.isAtLeast(9, 0) ? "VM.GuestAgent.Unrestricted" : "VM.Monitor" }

    /// What this user may not do, or the cluster has no place for.
    private func support(_ rights: Rights, _ storages: [JSONValue]) -> [Ability: Support] {
        var support: [Ability: Support] = [
            .pause: .degraded("virtual machines only"), .suspend: .degraded("virtual machines only"),
            .reset: .degraded("virtual machines only"), .memory: .degraded("virtual machines only"),
            .screen: .degraded("virtual machines only"),
            .exec: .degraded("virtual machines only, by QEMU's agent in them, without a terminal"),
            .console: .degraded("of virtual machines that have serial0: socket, as those made by Strata do, and of containers"),
        ]
        for (ability, right) in [
            (Ability.console, "VM.Console"), (.screen, "VM.Console"), (.snapshot, "VM.Snapshot"), (.memory, "VM.Snapshot"),
            (.clone, "VM.Clone"),
            (.pause, "VM.PowerMgmt"), (.suspend, "VM.PowerMgmt"), (.reset, "VM.PowerMgmt"), (.backups, "VM.Backup"),
        ] where !rights.has(right) {
            support[ability] = .no("the user has the privilege \(right) on no guest; pveum acl modify gives it")
        }
        if !rights.has(agentRight) {
            support[.exec] = .no("the user has the privilege \(agentRight) on no guest; pveum acl modify gives it")
        }
        if !version.isAtLeast(8, 0) {
            support[.backups] = .no(
                "Proxmox VE \(version.text) restores no backup as another guest with its own notes; 8.0 is the first that does")
        } else if !storages.contains(where: { Self.takesBackups($0) }) {
            support[.backups] = .no("no storage takes backups that this user may see; pvesm set STORAGE --content backup,… lets one")
        }
        return support
    }
}

/// The privileges that a user has somewhere on guests.
struct Rights: Sendable {
    private let names: Set<String>
    private let ofStorages: Set<String>

    /// - Parameters:
    ///   - permissions: `access/permissions`: privileges by path.
    ///   - pool: the pool that the site is, empty where it is the cluster: what is allowed in other pools is no help then.
    init(_ permissions: [String: JSONValue], pool: String = "") {
        func privileges(_ isMeant: (String) -> Bool) -> Set<String> {
            Set(permissions.filter { isMeant($0.key) }.flatMap { $0.value.object?.keys.map(\.self) ?? [] })
        }
        names = privileges { path in
            path == "/" || path == "/vms" || path == "/pool"
                || (pool.isEmpty ? path.hasPrefix("/vms/") || path.hasPrefix("/pool/") : path == "/pool/\(pool)")
        }
        ofStorages = privileges { $0 == "/" || $0 == "/storage" || $0.hasPrefix("/storage/") }
    }

    func hasOfStorage(_ name: String) -> Bool { ofStorages.contains(name) }

    /// The same of storages.
    static let wantedOfStorages: [(privilege: String, purpose: String)] = [
        ("Datastore.AllocateSpace", "to make disks and backups"), ("Datastore.AllocateTemplate", "to put images there"),
    ]

    func has(_ name: String) -> Bool { names.contains(name) }

    /// The privileges that everything asks for which Strata can do, and what for.
    static let wanted: [(privilege: String, purpose: String)] = [
        ("VM.Audit", "to see guests"), ("VM.Allocate", "to make and remove guests"), ("VM.PowerMgmt", "to start and stop guests"),
        ("VM.Config.Options", "to tag guests"), ("VM.Config.CPU", "to change processors"), ("VM.Config.Memory", "to change memory"),
        ("VM.Config.Disk", "to make and grow disks"), ("VM.Config.Network", "to put guests on bridges"),
        ("VM.Config.HWType", "to give guests a serial console"), ("VM.Config.CDROM", "to start from CDs"),
        ("VM.Config.Cloudinit", "to tell guests of users and keys"), ("VM.Snapshot", "to take snapshots"),
        ("VM.Snapshot.Rollback", "to go back to snapshots"),
        ("VM.Backup", "to back guests up"), ("VM.Clone", "to clone guests"), ("VM.Console", "to attach to consoles"),
        ("VM.Migrate", "to move guests between nodes"),
    ]
}

/// What the cluster looks like.
struct ClusterLook: Sendable {
    let nodes: [JSONValue]
    /// Nil where this user may not see it.
    let status: [JSONValue]?
    let storages: [JSONValue]
    /// `nodes/NODE/status`, by node.
    let details: [String: JSONValue]
    let version: ServerVersion

    var hosts: [HostFacts] {
        nodes.compactMap { node in
            guard let name = node["node"]?.string else { return nil }
            let detail = details[name] ?? .null
            var host = Host.Status()
            host.hostname = name
            host.operatingSystem = detail["pveversion"]?.string ?? "Proxmox VE"
            host.kernel = detail["current-kernel"]?["release"]?.string ?? detail["kversion"]?.string ?? ""
            host.architecture = detail["current-kernel"]?["machine"]?.string ?? "x86_64"
            host.cpus = node["maxcpu"]?.lenientInt.map { Int($0) } ?? 0
            host.cpuModel = detail["cpuinfo"]?["model"]?.string ?? ""
            if let total = node["maxmem"]?.lenientInt, total > 0 {
                host.memory = Quantity(bytes: total)
                host.memoryAvailable = node["mem"]?.lenientInt.map { Quantity(bytes: max(0, total - $0)) }
            }
            let state = node["status"]?.string ?? "unknown"
            host.conditions.set(
                Condition(
                    "Online", state == "online" ? .yes : state == "offline" ? .no : .unknown,
                    reason: state.prefix(1).uppercased() + state.dropFirst()))
            return HostFacts(name: name, status: host)
        }
    }

    /// The boxes of the stack's diagram, by the catalog's ids.
    var boxes: [Site.Box] {
        var boxes = [
            Site.Box(id: "web-ui", state: .present, facts: ["version": version.text]),
            cluster, Site.Box(id: "kvm-virtual-machines", state: .present), Site.Box(id: "lxc-containers", state: .present),
        ]
        for (id, types) in [
            ("zfs", ["zfspool", "zfs"]), ("lvm-thin", ["lvmthin"]), ("ceph-rbd", ["rbd", "cephfs"]), ("nfs-cifs", ["nfs", "cifs"]),
        ] {
            let found = storages.filter { types.contains($0["plugintype"]?.string ?? "") }
            let names = Set(found.compactMap { $0["storage"]?.lenientText }).sorted()
            boxes.append(
                names.isEmpty
                    ? Site.Box(id: id, state: .missing, reason: "the cluster has no storage of that kind")
                    : Site.Box(id: id, state: .present, facts: ["names": names.prefix(8).joined(separator: ", ")]))
        }
        let shared = Set(storages.filter { $0["shared"]?.isTruthy ?? false }.compactMap { $0["storage"]?.lenientText }).sorted()
        boxes.append(
            shared.isEmpty
                ? Site.Box(id: "shared-storage", state: .missing, reason: "no storage is shared between nodes")
                : Site.Box(id: "shared-storage", state: .present, facts: ["names": shared.prefix(8).joined(separator: ", ")]))
        if let first = hosts.first?.status, first.cpus == 0 {
            boxes += ["cpu", "ram"].map { Site.Box(id: $0, state: .unknown, reason: "the user may not see nodes") }
        } else if let first = hosts.first?.status {
            boxes.append(Site.Box(id: "cpu", state: .present, facts: ["count": "\(first.cpus)", "model": first.cpuModel]))
            boxes.append(Site.Box(id: "ram", state: .present, facts: ["size": first.memory?.text ?? ""]))
        }
        return boxes
    }

    private var cluster: Site.Box {
        guard let status else {
            return Site.Box(id: "cluster-and-ha-manager", state: .unknown, reason: "the user may not see the cluster's status")
        }
        guard let cluster = status.first(where: { $0["type"]?.string == "cluster" }) else {
            return Site.Box(id: "cluster-and-ha-manager", state: .missing, reason: "the node is in no cluster")
        }
        let isQuorate = cluster["quorate"]?.isTruthy ?? false
        let away = nodes.filter { $0["status"]?.string != "online" }.compactMap { $0["node"]?.string }
        return Site.Box(
            id: "cluster-and-ha-manager", state: isQuorate && away.isEmpty ? .present : .degraded,
            facts: ["name": cluster["name"]?.lenientText ?? "", "nodes": "\(nodes.count)"],
            reason: !isQuorate ? "the cluster has no quorum" : away.isEmpty ? "" : "not online: \(away.joined(separator: ", "))")
    }
}
