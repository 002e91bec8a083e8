import StrataAPI

extension Endpoints {
    static let nodes: [Endpoint] = [
        Endpoint("GET", "nodes") { cluster, call in
            .array(cluster.inventory.nodes.map { cluster.entry($0, for: call.caller) })
        },
        Endpoint("GET", "nodes/{node}/status", needs: ["Sys.Audit"]) { cluster, call in
            let node = try cluster.node(call.node)
            let entry = cluster.entry(node)
            let (total, used) = (node.memory << 30, entry["mem"]?.int ?? 0)
            return [
                "pveversion": .string("pve-manager/\(cluster.inventory.version)/0000000000000000"),
                "kversion": "Linux 6.14.11-4-pve #1 SMP PREEMPT_DYNAMIC", "uptime": 864_000, "cpu": .double(0.04), "wait": 0, "idle": 0,
                "current-kernel": [
                    "release": "6.14.11-4-pve", "sysname": "Linux", "machine": "x86_64", "version": "#1 SMP PREEMPT_DYNAMIC",
                ],
                "cpuinfo": [
                    "cpus": .int(Int64(node.cpus)), "cores": .int(Int64(node.cpus / 2)), "sockets": 1, "model": "Simulated CPU @ 2.50GHz",
                    "mhz": "2500.000", "hvm": "1",
                ],
                "memory": ["total": .int(total), "used": .int(used), "free": .int(total - used), "available": .int(total - used)],
                "swap": ["total": 0, "used": 0, "free": 0], "loadavg": ["0.10", "0.10", "0.10"],
                "rootfs": ["total": .int(100 << 30), "used": .int(8 << 30), "free": .int(92 << 30), "avail": .int(92 << 30)],
            ]
        },
        Endpoint("GET", "nodes/{node}/version") { cluster, call in
            _ = try cluster.node(call.node)
            let version = cluster.inventory.version
            return [
                "version": .string(version), "release": .string(version.split(separator: ".").prefix(2).joined(separator: ".")),
                "repoid": "0000000000000000",
            ]
        },
        Endpoint(
            "GET", "nodes/{node}/network",
            ParameterTable([
                "type": .choice([
                    "bridge", "bond", "eth", "alias", "vlan", "fabric", "OVSBridge", "OVSBond", "OVSPort", "OVSIntPort", "vnet",
                    "any_bridge", "any_local_bridge", "include_sdn",
                ])
            ]), needs: ["Sys.Audit"]
        ) { cluster, call in
            _ = try cluster.node(call.node)
            return [
                [
                    "iface": "vmbr0", "type": "bridge", "active": 1, "autostart": 1, "method": "static", "method6": "manual",
                    "cidr": "192.0.2.1/24", "address": "192.0.2.1", "netmask": "24", "gateway": "192.0.2.254", "bridge_ports": "eno1",
                    "bridge_vlan_aware": 1, "families": ["inet"], "priority": 4,
                ]
            ]
        },
    ]

    static let storage: [Endpoint] = [
        Endpoint("GET", "storage", ParameterTable(["type": .string])) { cluster, call in
            .array(
                cluster.inventory.storages.filter { call.parameters["type"] == nil || call.parameters["type"] == $0.type }.map { storage in
                    [
                        "storage": .string(storage.name), "type": .string(storage.type),
                        "content": .string(storage.content.joined(separator: ",")), "shared": .int(storage.isShared ? 1 : 0), "digest": "0",
                    ]
                })
        },
        Endpoint(
            "GET", "nodes/{node}/storage",
            ParameterTable([
                "content": .string, "enabled": .boolean, "format": .boolean, "storage": .identifier, "target": .node,
            ])
        ) { cluster, call in
            _ = try cluster.node(call.node)
            let wanted = Cluster.words(call.parameters["content"])
            return .array(
                cluster.inventory.storages.filter { storage in
                    (wanted.isEmpty || wanted.contains { storage.content.contains($0) })
                        && (call.parameters["storage"] ?? storage.name) == storage.name
                        && cluster.may(call.caller, ["Datastore.Audit", "Datastore.AllocateSpace"], at: "/storage/\(storage.name)")
                }.map { cluster.entry($0, on: call.node) })
        },
        Endpoint("GET", "nodes/{node}/storage/{storage}/status", needs: ["Datastore.Audit", "Datastore.AllocateSpace"]) { cluster, call in
            _ = try cluster.node(call.node)
            return cluster.entry(try cluster.storage(call.path["storage"] ?? ""), on: call.node)
        },
        Endpoint(
            "POST", "nodes/{node}/storage/{storage}/upload",
            ParameterTable(
                [
                    "content": .choice(["iso", "vztmpl", "import"]), "filename": .string, "checksum": .string,
                    "checksum-algorithm": .choice(["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]), "tmpfilename": .string,
                ], required: ["content", "filename"]), needs: ["Datastore.AllocateTemplate"]
        ) { cluster, call in
            _ = try cluster.node(call.node)
            guard let upload = call.upload else { throw Fault(501, "upload without a file") }
            if let algorithm = call.parameters["checksum-algorithm"], algorithm != "sha256" {
                throw Fault(501, "checksums by \(algorithm) are not simulated")
            }
            let (name, node) = (call.path["storage"] ?? "", call.node)
            _ = try cluster.storage(name)
            return .string(
                cluster.begin("imgcopy", "", on: node, by: call.caller, seconds: 0.5) { cluster in
                    try cluster.keep(upload, in: name, on: node)
                })
        },
    ]

    static let tasks: [Endpoint] = [
        Endpoint(
            "GET", "nodes/{node}/tasks",
            ParameterTable([
                "errors": .boolean, "limit": .integer(0...1 << 30), "since": .integer(0...1 << 40),
                "source": .choice(["archive", "active", "all"]),
                "start": .integer(0...1 << 30), "statusfilter": .string, "typefilter": .string, "until": .integer(0...1 << 40),
                "userfilter": .string, "vmid": .vmid,
            ])
        ) { cluster, call in
            _ = try cluster.node(call.node)
            let source = call.parameters["source"] ?? "archive"
            let since = Int64(call.parameters["since"] ?? "") ?? 0
            let found = cluster.taskOrder.reversed().compactMap { cluster.tasks[$0] }.filter { task in
                task.node == call.node && task.startedAt >= since
                    && (task.user == call.caller.name || cluster.may(call.caller, ["Sys.Audit"], at: "/nodes/\(call.node)"))
                    && (source == "all" || (source == "active") == (task.endedAt == nil))
                    && (call.parameters["vmid"] == nil || task.subject == call.parameters["vmid"])
                    && (call.parameters["typefilter"] ?? task.kind) == task.kind
                    && (!call.isTrue("errors") || (task.exit ?? "OK") != "OK")
            }
            let start = Int(call.parameters["start"] ?? "") ?? 0
            return .array(found.dropFirst(start).prefix(Int(call.parameters["limit"] ?? "") ?? 50).map(\.entry))
        },
        Endpoint("GET", "nodes/{node}/tasks/{upid}/status") { cluster, call in try cluster.task(call).status },
        Endpoint(
            "GET", "nodes/{node}/tasks/{upid}/log",
            ParameterTable(["start": .integer(0...1 << 30), "limit": .integer(0...1 << 30), "download": .boolean])
        ) { cluster, call in
            let lines = try cluster.task(call).log
            let start = Int(call.parameters["start"] ?? "") ?? 0
            let limit = Int(call.parameters["limit"] ?? "") ?? 50
            return .array(
                lines.enumerated().dropFirst(start).prefix(limit).map { ["n": .int(Int64($0.offset + 1)), "t": .string($0.element)] })
        },
        Endpoint("DELETE", "nodes/{node}/tasks/{upid}") { cluster, call in
            cluster.abort(try cluster.task(call).upid)
            return .null
        },
    ]
}

extension Cluster {
    func task(_ call: Endpoint.Call) throws(Fault) -> TaskRecord {
        _ = try node(call.node)
        let upid = call.path["upid"] ?? ""
        guard upid.hasPrefix("UPID:") else { throw .parameters(["upid": "unable to parse worker upid"]) }
        // A node knows of its own tasks alone.
        guard let task = tasks[upid], task.node == call.node else { throw Fault(500, "no such task") }
        guard task.user == call.caller.name || may(call.caller, ["Sys.Audit", "Sys.Modify"], at: "/nodes/\(call.node)") else {
            throw .forbidden("/nodes/\(call.node)", ["Sys.Audit"])
        }
        return task
    }

    /// A storage as a node sees it.
    func entry(_ storage: Inventory.Storage, on node: String) -> JSONValue {
        let used = used(storage.name, on: node)
        return [
            "storage": .string(storage.name), "type": .string(storage.type), "content": .string(storage.content.joined(separator: ",")),
            "active": 1, "enabled": 1, "shared": .int(storage.isShared ? 1 : 0), "total": .int(storage.size << 30), "used": .int(used),
            "avail": .int(max(0, storage.size << 30 - used)),
        ]
    }
}
