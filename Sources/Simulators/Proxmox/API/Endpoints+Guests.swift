import SimulatorKit
import StrataAPI

extension Endpoints {
    private static let locks = ParameterTable(["skiplock": .boolean])

    /// What both kinds of guests have.
    static func guests(_ kind: Guest.Kind) -> [Endpoint] {
        let list = "nodes/{node}/\(kind.rawValue)"
        let one = "\(list)/{vmid}"
        func act(
            _ deed: String, _ parameters: ParameterTable = ParameterTable()
        ) -> Endpoint {
            Endpoint("POST", "\(one)/status/\(deed)", parameters, needs: ["VM.PowerMgmt"]) { cluster, call in
                let guest = try cluster.guest(kind, call.number, on: call.node)
                return .string(try cluster.power(guest, deed, call.parameters, by: call.caller))
            }
        }
        return [
            Endpoint("GET", list, kind == .qemu ? ParameterTable(["full": .boolean]) : ParameterTable()) { cluster, call in
                _ = try cluster.node(call.node)
                return .array(
                    cluster.state.guests.values.filter { guest in
                        guest.kind == kind && guest.node == call.node && cluster.may(call.caller, ["VM.Audit"], guest: guest.number)
                    }.sorted { $0.number < $1.number }
                        .map { cluster.status($0, isFull: call.isTrue("full")) })
            },
            Endpoint(
                "POST", list, kind == .qemu ? GuestParameters.newMachine : GuestParameters.newContainer, needs: ["VM.Allocate"]
            ) { cluster, call in .string(try cluster.create(kind, on: call.node, call.parameters, by: call.caller)) },
            Endpoint(
                "DELETE", one,
                kind == .qemu
                    ? ParameterTable(["purge": .boolean, "destroy-unreferenced-disks": .boolean, "skiplock": .boolean])
                    : ParameterTable(["purge": .boolean, "destroy-unreferenced-disks": .boolean, "force": .boolean]), needs: ["VM.Allocate"]
            ) { cluster, call in
                .string(try cluster.delete(try cluster.guest(kind, call.number, on: call.node), call.parameters, by: call.caller))
            },
            Endpoint("GET", "\(one)/status/current", needs: ["VM.Audit"]) { cluster, call in
                let guest = try cluster.guest(kind, call.number, on: call.node)
                var json = cluster.status(guest, isFull: true)
                json["ha"] = ["managed": .int(cluster.state.managed[Cluster.managedID(guest)] == nil ? 0 : 1)]
                return json
            },
            act(
                "start",
                kind == .qemu
                    ? ParameterTable([
                        "skiplock": .boolean, "timeout": .integer(0...1 << 30), "stateuri": .string, "migratedfrom": .node,
                        "targetstorage": .string, "machine": .string, "force-cpu": .string,
                    ]) : ParameterTable(["skiplock": .boolean, "debug": .boolean])),
            act(
                "stop",
                kind == .qemu
                    ? ParameterTable([
                        "skiplock": .boolean, "timeout": .integer(0...1 << 30), "keepActive": .boolean, "migratedfrom": .node,
                        "overrule-shutdown": .boolean,
                    ]) : ParameterTable(["skiplock": .boolean, "overrule-shutdown": .boolean])),
            act(
                "shutdown",
                kind == .qemu
                    ? ParameterTable([
                        "skiplock": .boolean, "timeout": .integer(0...1 << 30), "forceStop": .boolean, "keepActive": .boolean,
                    ]) : ParameterTable(["timeout": .integer(0...1 << 30), "forceStop": .boolean])),
            act("reboot", ParameterTable(["timeout": .integer(0...1 << 30)])),
            Endpoint(
                "GET", "\(one)/config", ParameterTable(["current": .boolean, "snapshot": .identifier]), needs: ["VM.Audit"]
            ) { cluster, call in
                let guest = try cluster.guest(kind, call.number, on: call.node)
                return try cluster.configuration(guest, isCurrent: call.isTrue("current"), snapshot: call.parameters["snapshot"])
            },
            Endpoint(
                "PUT", "\(one)/config", kind == .qemu ? GuestParameters.machineChange : GuestParameters.containerChange,
                needs: ["VM.Config.Options", "VM.Config.CPU", "VM.Config.Memory", "VM.Config.Disk", "VM.Config.Network"]
            ) { cluster, call in
                try cluster.configure(try cluster.guest(kind, call.number, on: call.node), call.parameters)
                return .null
            },
            Endpoint("GET", "\(one)/pending", needs: ["VM.Audit"]) { cluster, call in
                cluster.pending(try cluster.guest(kind, call.number, on: call.node))
            },
            Endpoint(
                "POST", "\(one)/clone",
                ParameterTable(
                    [
                        "newid": .vmid, kind == .qemu ? "name" : "hostname": .dnsName, "full": .boolean, "target": .node,
                        "storage": .identifier,
                        "snapname": .identifier, "pool": .identifier, "description": .string,
                        "bwlimit": kind == .qemu ? .integer(0...1 << 40) : .number(0...1e12),
                    ].merging(kind == .qemu ? ["format": .choice(["raw", "qcow2", "vmdk"])] : [:]) { $1 }, required: ["newid"]),
                needs: ["VM.Clone"]
            ) { cluster, call in
                let number = Int(call.parameters["newid"] ?? "") ?? 0
                try cluster.requireAllocation(of: number, call.parameters, call.caller)
                return .string(try cluster.clone(try cluster.guest(kind, call.number, on: call.node), call.parameters, by: call.caller))
            },
            Endpoint(
                "POST", "\(one)/template", kind == .qemu ? ParameterTable(["disk": .string]) : ParameterTable(), needs: ["VM.Allocate"]
            ) { cluster, call in
                let task = try cluster.makeTemplate(try cluster.guest(kind, call.number, on: call.node), by: call.caller)
                return kind == .qemu ? .string(task) : .null
            },
            Endpoint(
                "PUT", "\(one)/resize",
                ParameterTable(
                    ["disk": .string, "size": .size, "digest": .string].merging(kind == .qemu ? ["skiplock": .boolean] : [:]) { $1 },
                    required: ["disk", "size"]), needs: ["VM.Config.Disk"]
            ) { cluster, call in
                .string(try cluster.resize(try cluster.guest(kind, call.number, on: call.node), call.parameters, by: call.caller))
            },
            Endpoint("GET", "\(one)/snapshot", needs: ["VM.Audit"]) { cluster, call in
                cluster.snapshots(try cluster.guest(kind, call.number, on: call.node))
            },
            Endpoint(
                "POST", "\(one)/snapshot",
                ParameterTable(
                    ["snapname": .identifier, "description": .string].merging(kind == .qemu ? ["vmstate": .boolean] : [:]) { $1 },
                    required: ["snapname"]), needs: ["VM.Snapshot"]
            ) { cluster, call in
                .string(try cluster.takeSnapshot(try cluster.guest(kind, call.number, on: call.node), call.parameters, by: call.caller))
            },
            Endpoint("DELETE", "\(one)/snapshot/{snapname}", ParameterTable(["force": .boolean]), needs: ["VM.Snapshot"]) { cluster, call in
                let guest = try cluster.guest(kind, call.number, on: call.node)
                return .string(try cluster.deleteSnapshot(guest, call.path["snapname"] ?? "", by: call.caller))
            },
            Endpoint(
                "POST", "\(one)/snapshot/{snapname}/rollback", ParameterTable(["start": .boolean]),
                needs: ["VM.Snapshot", "VM.Snapshot.Rollback"]
            ) { cluster, call in
                let guest = try cluster.guest(kind, call.number, on: call.node)
                return .string(try cluster.rollBack(guest, to: call.path["snapname"] ?? "", call.parameters, by: call.caller))
            },
            Endpoint(
                "GET", "\(one)/feature",
                ParameterTable(["feature": .choice(["snapshot", "clone", "copy"]), "snapname": .identifier], required: ["feature"]),
                needs: ["VM.Audit"]
            ) { cluster, call in
                _ = try cluster.guest(kind, call.number, on: call.node)
                var json: JSONValue = ["hasFeature": 1]
                if kind == .qemu { json["nodes"] = .array(cluster.inventory.nodes.map { .string($0.name) }) }
                return json
            },
            Endpoint(
                "POST", "\(one)/migrate",
                ParameterTable(
                    (kind == .qemu
                        ? [
                            "online": .boolean, "force": .boolean, "with-local-disks": .boolean, "targetstorage": .string,
                            "migration_type": .choice(["secure", "insecure"]), "migration_network": .string,
                            "bwlimit": .integer(0...1 << 40), "target": .node,
                        ]
                        : [
                            "online": .boolean, "restart": .boolean, "target-storage": .string, "timeout": .integer(0...1 << 30),
                            "bwlimit": .number(0...1e12), "target": .node,
                        ]), required: ["target"]), needs: ["VM.Migrate"]
            ) { cluster, call in
                .string(try cluster.migrate(try cluster.guest(kind, call.number, on: call.node), call.parameters, by: call.caller))
            },
            Endpoint(
                "POST", "\(one)/termproxy",
                kind == .qemu ? ParameterTable(["serial": .choice(["serial0", "serial1", "serial2", "serial3"])]) : ParameterTable(),
                needs: ["VM.Console"]
            ) { cluster, call in
                let guest = try cluster.guest(kind, call.number, on: call.node)
                return try cluster.offerTerminal(guest, by: call.caller)
            },
            Endpoint(
                "GET", "\(one)/rrddata",
                ParameterTable(
                    ["timeframe": .choice(["hour", "day", "week", "month", "year"]), "cf": .choice(["AVERAGE", "MAX"])],
                    required: ["timeframe"]), needs: ["VM.Audit"]
            ) { cluster, call in
                let guest = try cluster.guest(kind, call.number, on: call.node)
                let numbers = cluster.numbers(guest, guest.power)
                return .array(
                    (0..<Int64(70)).map { index in
                        var point = numbers
                        point["uptime"] = nil
                        point["time"] = .int((cluster.seconds / 60 - 70 + index) * 60)
                        point["maxcpu"] = .amount(guest.cores)
                        return .object(point)
                    })
            },
        ]
    }

    static let machines: [Endpoint] = {
        let one = "nodes/{node}/qemu/{vmid}"
        func act(_ deed: String, _ parameters: ParameterTable) -> Endpoint {
            Endpoint("POST", "\(one)/status/\(deed)", parameters, needs: ["VM.PowerMgmt"]) { cluster, call in
                let guest = try cluster.guest(.qemu, call.number, on: call.node)
                return .string(try cluster.power(guest, deed, call.parameters, by: call.caller))
            }
        }
        return [
            act("reset", locks),
            act("resume", ParameterTable(["skiplock": .boolean, "nocheck": .boolean])),
            act("suspend", ParameterTable(["skiplock": .boolean, "todisk": .boolean, "statestorage": .identifier])),
            Endpoint("POST", "\(one)/config", GuestParameters.machineChange, needs: ["VM.Config.Options", "VM.Config.Disk"]) {
                cluster, call in
                let guest = try cluster.guest(.qemu, call.number, on: call.node)
                let (number, parameters) = (guest.number, call.parameters)
                return .string(
                    cluster.begin("qmconfig", "\(number)", on: call.node, by: call.caller, seconds: 0.3) { cluster in
                        guard let now = cluster.state.guests[number] else { return }
                        try cluster.configure(now, parameters)
                    })
            },
            Endpoint(
                "PUT", "\(one)/unlink", ParameterTable(["idlist": .string, "force": .boolean], required: ["idlist"]),
                needs: ["VM.Config.Disk"]
            ) { cluster, call in
                try cluster.unlink(try cluster.guest(.qemu, call.number, on: call.node), call.parameters)
                return .null
            },
            Endpoint("GET", "\(one)/migrate", ParameterTable(["target": .node]), needs: ["VM.Migrate"]) { cluster, call in
                let guest = try cluster.guest(.qemu, call.number, on: call.node)
                let others = cluster.inventory.nodes.filter { $0.name != guest.node && !cluster.away.contains($0.name) }
                return [
                    "running": .int(guest.power == .stopped ? 0 : 1), "allowed_nodes": .array(others.map { .string($0.name) }),
                    "not_allowed_nodes": .object([:]), "local_resources": .array([]), "mapped-resources": .array([]),
                    "local_disks": .array(cluster.localDisks(guest).map { ["volid": .string($0), "cdrom": 0, "is_unused": 0] }),
                ]
            },
            Endpoint(
                "POST", "\(one)/vncproxy", ParameterTable(["websocket": .boolean, "generate-password": .boolean]), needs: ["VM.Console"]
            ) { cluster, call in
                let guest = try cluster.guest(.qemu, call.number, on: call.node)
                if guest.power == .stopped { throw Fault(500, "VM \(guest.number) not running") }
                if call.isTrue("generate-password") { throw Fault(501, "passwords of screens are not simulated") }
                return cluster.offer(guest, screen: true, by: call.caller)
            },
        ]
    }()

    static let containers: [Endpoint] = [
        Endpoint("GET", "nodes/{node}/lxc/{vmid}/interfaces", needs: ["VM.Audit"]) { cluster, call in
            let guest = try cluster.guest(.lxc, call.number, on: call.node)
            guard guest.power == .running else { return .null }
            return [
                ["name": "lo", "hwaddr": "00:00:00:00:00:00", "inet": "127.0.0.1/8"],
                ["name": "eth0", "hwaddr": .string(Hardware.address(seed: guest.number)), "inet": .string("\(Cluster.address(guest))/16")],
            ]
        }
    ]
}

extension Cluster {
    /// A guest as its node tells of it.
    ///
    /// - Parameter isFull: with what QEMU itself says.
    func status(_ guest: Guest, isFull: Bool) -> JSONValue {
        var json = JSONValue.object(numbers(guest, guest.power))
        json["vmid"] = .int(Int64(guest.number))
        json["name"] = .string(guest.name)
        json["status"] = .string(guest.power == .stopped ? "stopped" : "running")
        json["cpus"] = .amount(guest.cores)
        if let tags = guest.config["tags"] { json["tags"] = .string(tags) }
        if !guest.lock.isEmpty { json["lock"] = .string(guest.lock) }
        if guest.isTemplate { json["template"] = 1 }
        if guest.power != .stopped { json["pid"] = .int(Int64(guest.pid)) }
        if guest.kind == .lxc { json["type"] = "lxc" }
        if guest.kind == .qemu, isFull { json["qmpstatus"] = .string(guest.power.rawValue) }
        return json
    }

    /// Whether a guest's agent hears.
    func requireAgent(_ guest: Guest) throws(Fault) {
        guard guest.isAgentEnabled else { throw Fault(500, "No QEMU guest agent configured") }
        if guest.power == .stopped { throw Fault(500, "VM \(guest.number) is not running") }
        guard guest.hasSystem, guest.power == .running else { throw Fault(500, "QEMU guest agent is not running") }
    }

    static func address(_ guest: Guest) -> String { "10.64.\(guest.number / 250 % 250).\(guest.number % 250 + 1)" }

    /// Has a terminal wait for somebody to connect to it, ten true seconds long.
    func offerTerminal(_ guest: Guest, by caller: AccessControl.Caller) throws(Fault) -> JSONValue {
        if guest.kind == .qemu, guest.config["serial0"] == nil, guest.config["vga"]?.hasPrefix("serial") != true {
            throw Fault(500, "unable to find a serial interface")
        }
        return offer(guest, screen: false, by: caller)
    }

    /// Has a terminal or a screen wait for somebody to connect to it, ten true seconds long.
    func offer(_ guest: Guest, screen: Bool, by caller: AccessControl.Caller) -> JSONValue {
        let ticket = "PVEVNC:\(String(seconds, radix: 16, uppercase: true))::\(UInt64.random(in: 0 ... .max))"
        terminals[ticket] = Offer(guest: guest.number, isScreen: screen)
        // However fast time passes here, it is a client out there that takes it.
        let upid = begin("vncproxy", "\(guest.number)", on: guest.node, by: caller, seconds: 10 * time.speed) { cluster in
            // Nobody came.
            if cluster.terminals.removeValue(forKey: ticket) != nil { throw Fault(500, "connection timed out") }
        }
        return ["port": .int(5900), "ticket": .string(ticket), "user": .string(caller.name), "upid": .string(upid)]
    }
}
