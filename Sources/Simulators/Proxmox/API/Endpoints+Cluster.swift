import SimulatorKit
import StrataAPI

extension Endpoints {
    static let access: [Endpoint] = [
        Endpoint("GET", "version") { cluster, _ in
            let version = cluster.inventory.version
            return [
                "version": .string(version), "release": .string(version.split(separator: ".").prefix(2).joined(separator: ".")),
                "repoid": "0000000000000000", "console": "html5",
            ]
        },
        Endpoint("GET", "access/permissions", ParameterTable(["path": .string, "userid": .string])) { cluster, call in
            cluster.access.permissions(call.caller, pools: cluster.state.guests.mapValues(\.pool))
        },
        Endpoint("GET", "access/ticket") { _, _ in .null },
    ]

    static let cluster: [Endpoint] = [
        Endpoint("GET", "cluster/resources", ParameterTable(["type": .choice(["vm", "storage", "node", "sdn"])])) { cluster, call in
            cluster.broadcastIfDue()
            return cluster.resources(call.parameters["type"], call.caller)
        },
        Endpoint("GET", "cluster/nextid", ParameterTable(["vmid": .vmid])) { cluster, call in
            if let text = call.parameters["vmid"], let number = Int(text) {
                guard cluster.state.guests[number] == nil else {
                    throw Fault.parameters(["vmid": "VM \(number) already exists"])
                }
                return .string(text)
            }
            guard let number = (100...999_999).first(where: { cluster.state.guests[$0] == nil }) else {
                throw Fault(500, "unable to get any free VMID in range [100, 1000000]")
            }
            return .string("\(number)")
        },
        Endpoint("GET", "cluster/status", needs: ["Sys.Audit"]) { cluster, _ in
            var list: [JSONValue] = [
                [
                    "type": "cluster", "id": "cluster", "name": .string(cluster.inventory.clusterName),
                    "nodes": .int(Int64(cluster.inventory.nodes.count)), "version": 1,
                    "quorate": .int(cluster.away.count * 2 < cluster.inventory.nodes.count ? 1 : 0),
                ]
            ]
            for (index, node) in cluster.inventory.nodes.enumerated() {
                list.append([
                    "type": "node", "id": .string("node/\(node.name)"), "name": .string(node.name), "nodeid": .int(Int64(index + 1)),
                    "ip": .string("192.0.2.\(index + 1)"), "online": .int(cluster.away.contains(node.name) ? 0 : 1),
                    "local": .int(index == 0 ? 1 : 0), "level": "",
                ])
            }
            return .array(list)
        },
        Endpoint("GET", "cluster/tasks") { cluster, _ in
            .array(cluster.taskOrder.suffix(50).reversed().compactMap { cluster.tasks[$0]?.entry })
        },
        Endpoint("GET", "cluster/ha/resources", needs: ["Sys.Audit"]) { cluster, _ in
            .array(
                cluster.state.managed.sorted { $0.key < $1.key }.map { id, wanted in
                    ["sid": .string(id), "type": .string(String(id.prefix(2))), "state": .string(wanted), "digest": "0"]
                })
        },
        Endpoint(
            "POST", "cluster/ha/resources",
            ParameterTable(
                [
                    "sid": .string, "state": .choice(["started", "stopped", "enabled", "disabled", "ignored"]), "comment": .string,
                    "group": .identifier, "max_relocate": .integer(0...100), "max_restart": .integer(0...100),
                    "type": .choice(["ct", "vm"]),
                    "failback": .boolean,
                ], required: ["sid"]), needs: ["Sys.Console", "Sys.Modify"]
        ) { cluster, call in
            let (id, _) = try cluster.managedGuest(call.parameters["sid"] ?? "")
            guard cluster.state.managed[id] == nil else { throw Fault(500, "resource ID '\(id)' already defined") }
            cluster.state.managed[id] = call.parameters["state"] ?? "started"
            cluster.save()
            return .null
        },
        Endpoint("DELETE", "cluster/ha/resources/{sid}", ParameterTable(["purge": .boolean]), needs: ["Sys.Console", "Sys.Modify"]) {
            cluster, call in
            let (id, _) = try cluster.managedGuest(call.path["sid"] ?? "")
            guard cluster.state.managed.removeValue(forKey: id) != nil else { throw Fault(500, "no such resource '\(id)'") }
            cluster.save()
            return .null
        },
        Endpoint("GET", "pools", ParameterTable(["poolid": .identifier, "type": .choice(["qemu", "lxc", "storage"])])) { cluster, call in
            let wanted = call.parameters["poolid"]
            if let wanted, cluster.state.pools[wanted] == nil { throw Fault(500, "pool '\(wanted)' does not exist") }
            return .array(
                cluster.state.pools.sorted { $0.key < $1.key }.filter { pool in
                    (wanted ?? pool.key) == pool.key && cluster.may(call.caller, ["Pool.Audit", "Pool.Allocate"], at: "/pool/\(pool.key)")
                }.map { name, comment in
                    var json: JSONValue = ["poolid": .string(name), "comment": .string(comment)]
                    if wanted != nil { json["members"] = cluster.members(of: name) }
                    return json
                })
        },
        Endpoint(
            "POST", "pools", ParameterTable(["poolid": .identifier, "comment": .string], required: ["poolid"]), needs: ["Pool.Allocate"]
        ) { cluster, call in
            let name = call.parameters["poolid"] ?? ""
            guard cluster.state.pools[name] == nil else { throw Fault(500, "create pool failed: pool '\(name)' already exists") }
            cluster.state.pools[name] = call.parameters["comment"] ?? ""
            cluster.save()
            return .null
        },
        Endpoint("GET", "pools/{poolid}", ParameterTable(["type": .choice(["qemu", "lxc", "storage"])]), needs: ["Pool.Audit"]) {
            cluster, call in
            let name = call.path["poolid"] ?? ""
            guard let comment = cluster.state.pools[name] else { throw Fault(500, "pool '\(name)' does not exist") }
            return ["comment": .string(comment), "members": cluster.members(of: name)]
        },
        Endpoint("DELETE", "pools/{poolid}", needs: ["Pool.Allocate"]) { cluster, call in
            let name = call.path["poolid"] ?? ""
            guard cluster.state.pools[name] != nil else { throw Fault(500, "delete pool failed: pool '\(name)' does not exist") }
            guard !cluster.state.guests.values.contains(where: { $0.pool == name }) else {
                throw Fault(500, "delete pool failed: pool '\(name)' is not empty")
            }
            cluster.state.pools[name] = nil
            cluster.save()
            return .null
        },
    ]
}

extension Cluster {
    /// A guest by the name that high availability gives it: `vm:100`, `ct:101` or the number.
    func managedGuest(_ text: String) throws(Fault) -> (id: String, guest: Guest) {
        let number = Int(text.split(separator: ":").last ?? "") ?? 0
        guard let guest = state.guests[number], text == "\(number)" || text == Self.managedID(guest) else {
            throw Fault(500, "unable to find guest '\(text)'")
        }
        return (Self.managedID(guest), guest)
    }

    func members(of pool: String) -> JSONValue {
        .array(state.guests.values.filter { $0.pool == pool }.sorted { $0.number < $1.number }.map { resource($0, isFresh: true) })
    }

    /// `cluster/resources`. Who may not see something does not learn that it is there.
    func resources(_ type: String?, _ caller: AccessControl.Caller) -> JSONValue {
        var list: [JSONValue] = []
        if type == nil || type == "vm" {
            list += state.guests.values.filter { may(caller, ["VM.Audit"], guest: $0.number) }.sorted { $0.number < $1.number }
                .map { resource($0, isFresh: false) }
        }
        if type == nil || type == "node" { list += inventory.nodes.map { entry($0, for: caller) } }
        if type == nil || type == "storage" {
            for node in inventory.nodes {
                for storage in inventory.storages
                where may(caller, ["Datastore.Audit", "Datastore.AllocateSpace"], at: "/storage/\(storage.name)") {
                    let used = used(storage.name, on: node.name)
                    list.append([
                        "id": .string("storage/\(node.name)/\(storage.name)"), "type": "storage", "storage": .string(storage.name),
                        "node": .string(node.name), "plugintype": .string(storage.type),
                        "content": .string(storage.content.joined(separator: ",")),
                        "shared": .int(storage.isShared ? 1 : 0), "status": .string(away.contains(node.name) ? "unknown" : "available"),
                        "maxdisk": .int(storage.size << 30),
                        "disk": .int(used),
                    ])
                }
            }
        }
        return .array(list)
    }

    func used(_ storage: String, on node: String) -> Int64 {
        state.volumes.filter { $0.id.hasPrefix("\(storage):") && isSeen($0, from: node) }.reduce(0) { $0 + $1.size }
    }

    /// A node as lists show it to somebody: without numbers to who may not see them.
    func entry(_ node: Inventory.Node, for caller: AccessControl.Caller) -> JSONValue {
        var json = entry(node)
        guard !may(caller, ["Sys.Audit"], at: "/nodes/\(node.name)"), case .object(let members) = json else { return json }
        json = .object(members.filter { ["id", "type", "node", "status"].contains($0.key) })
        return json
    }

    /// A node as lists show it.
    func entry(_ node: Inventory.Node) -> JSONValue {
        let isOnline = !away.contains(node.name)
        let running = state.guests.values.filter { $0.node == node.name && $0.power != .stopped }
        var json: JSONValue = [
            "id": .string("node/\(node.name)"), "type": "node", "node": .string(node.name),
            "status": .string(isOnline ? "online" : "offline"),
        ]
        guard isOnline else { return json }
        json["maxcpu"] = .int(Int64(node.cpus))
        json["cpu"] = .double(0.04)
        json["maxmem"] = .int(node.memory << 30)
        json["mem"] = .int(min(node.memory << 30, (2 << 30) + running.reduce(0) { $0 + $1.memory / 2 }))
        json["maxdisk"] = .int(100 << 30)
        json["disk"] = .int(8 << 30)
        json["uptime"] = 864_000
        json["level"] = ""
        json["ssl_fingerprint"] = ""
        return json
    }

    /// A guest as the list of all resources shows it.
    ///
    /// - Parameter isFresh: its power as it is, not as its node last told.
    func resource(_ guest: Guest, isFresh: Bool) -> JSONValue {
        let power = isFresh ? guest.power : guest.broadcast
        var json: JSONValue = [
            "id": .string("\(guest.kind.rawValue)/\(guest.number)"), "type": .string(guest.kind.rawValue),
            "vmid": .int(Int64(guest.number)),
            "node": .string(guest.node), "name": .string(guest.name), "template": .int(guest.isTemplate ? 1 : 0),
            "status": .string(away.contains(guest.node) ? "unknown" : power == .stopped ? "stopped" : "running"),
        ]
        if let tags = guest.config["tags"] { json["tags"] = .string(tags) }
        if !guest.lock.isEmpty { json["lock"] = .string(guest.lock) }
        if !guest.pool.isEmpty { json["pool"] = .string(guest.pool) }
        if state.managed[Self.managedID(guest)] != nil { json["hastate"] = .string(state.managed[Self.managedID(guest)] ?? "") }
        guard !away.contains(guest.node) else { return json }
        for (key, value) in numbers(guest, power) { json[key] = value }
        json["maxcpu"] = .amount(guest.cores)
        return json
    }

    /// What is measured of a guest.
    func numbers(_ guest: Guest, _ power: Guest.Power) -> [String: JSONValue] {
        let isOn = power != .stopped
        let disk = guest.firstDisk.flatMap { Properties($0)["size"] }.flatMap(DiskSizes.bytes) ?? 0
        return [
            "cpu": isOn ? .double(0.01) : 0, "maxmem": .int(guest.memory), "mem": .int(isOn ? guest.memory / 4 : 0), "maxdisk": .int(disk),
            "disk": 0, "netin": 0, "netout": 0, "diskread": 0, "diskwrite": 0,
            "uptime": .int(isOn ? Int64(max(1, (now - guest.startedAt) * time.speed)) : 0),
        ]
    }
}

extension JSONValue {
    /// A number without a fraction that is zero.
    static func amount(_ number: Double) -> JSONValue { Int64(exactly: number).map { .int($0) } ?? .double(number) }
}
