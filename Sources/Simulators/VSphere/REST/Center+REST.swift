import SimulatorKit
import StrataAPI

extension Center {
    /// Answers what is asked for over REST; nil where there is nothing to say.
    func answer(_ call: RESTCall) throws -> JSONValue? {
        let path = call.path
        if path.starts(with: ["tagging"]) { return try answerTagging(call, Array(path.dropFirst())) }
        switch (call.method, path.first, path.count) {
        case ("GET", "vcenter", 2): return try list(call, path[1])
        case ("GET", "vcenter", 3) where path[1] == "vm": return details(try machine(Ref("VirtualMachine", path[2])))
        case ("DELETE", "vcenter", 3) where path[1] == "vm":
            try call.require("VirtualMachine.Inventory.Delete")
            let machine = try reachable(Ref("VirtualMachine", path[2]))
            guard machine.power == "poweredOff" else { throw Fault.power(requested: "poweredOff", existing: machine.power) }
            try requireIdle(machine.ref)
            post("VmRemovedEvent", "Removed \(machine.name)", user: call.session.user.name.uppercasedDomain, about: machine.ref)
            destroy(machine)
            save()
            return nil
        case (_, "vcenter", 4) where path[1] == "vm" && path[3] == "power": return try power(call, Ref("VirtualMachine", path[2]))
        case ("POST", "vcenter", 5) where path[1] == "vm" && path[3] == "console" && path[4] == "tickets":
            try call.require("VirtualMachine.Interact.ConsoleInteract")
            return ["ticket": .string(try ticket(for: Ref("VirtualMachine", path[2]), "webmks").string("url") ?? "")]
        default:
            SimulatorLog.note("not simulated: \(call.method) /\(path.joined(separator: "/"))")
            throw RESTError("NOT_FOUND", "There is no such method.")
        }
    }

    private func requireIdle(_ ref: Ref) throws(RESTError) {
        guard busy[ref] == nil else { throw RESTError("RESOURCE_BUSY", "Another task is already in progress.") }
    }

    private static let powers = ["poweredOn": "POWERED_ON", "poweredOff": "POWERED_OFF", "suspended": "SUSPENDED"]

    private func power(_ call: RESTCall, _ ref: Ref) throws -> JSONValue? {
        let machine = try machine(ref)
        if call.method == "GET" { return ["state": .string(Self.powers[machine.power] ?? "")] }
        try requireIdle(ref)
        let user = call.session.user.name.uppercasedDomain
        switch call.query.first(where: { $0.name == "action" })?.value {
        case "start":
            try call.require("VirtualMachine.Interact.PowerOn")
            try turnOn(ref, host: nil, user: user)
        case "stop":
            try call.require("VirtualMachine.Interact.PowerOff")
            try turnOff(ref, user: user)
        case "suspend":
            try call.require("VirtualMachine.Interact.Suspend")
            try suspend(ref, user: user)
        case "reset":
            try call.require("VirtualMachine.Interact.Reset")
            try reset(ref, user: user)
        default: throw RESTError("INVALID_ARGUMENT", "There is no such action.")
        }
        save()
        return nil
    }

    /// Lists have no pages, and a length that they may not pass.
    private func list(_ call: RESTCall, _ kind: String) throws(RESTError) -> JSONValue {
        func limited(_ list: [JSONValue], _ most: Int) throws(RESTError) -> JSONValue {
            guard list.count <= most else {
                throw RESTError("UNABLE_TO_ALLOCATE_RESOURCE", "More than \(most) results: use filters.")
            }
            return .array(list)
        }
        func isWanted(_ entity: any Entity, _ ids: String) -> Bool {
            call.filter("names")?.contains(entity.name) != false && call.filter(ids)?.contains(entity.ref.id) != false
        }
        switch kind {
        case "vm": return try limited(machines(call), 4000)
        case "host":
            let words = ["connected": "CONNECTED", "disconnected": "DISCONNECTED", "notResponding": "NOT_RESPONDING"]
            return try limited(
                sortedHosts.filter { host in
                    guard isWanted(host, "hosts") else { return false }
                    guard let clusters = call.filter("clusters") else { return true }
                    return host.parent.map { clusters.contains($0.id) } ?? false
                }.map { host in
                    var entry: JSONValue = [
                        "host": .string(host.ref.id), "name": .string(host.name), "connection_state": .string(words[host.connection] ?? ""),
                    ]
                    if host.connection == "connected" { entry["power_state"] = "POWERED_ON" }
                    return entry
                }, 2500)
        case "cluster":
            return try limited(
                state.computes.values.filter { $0.isCluster && isWanted($0, "clusters") }.sorted { $0.ref.id < $1.ref.id }.map {
                    [
                        "cluster": .string($0.ref.id), "name": .string($0.name), "ha_enabled": .bool($0.hasHA),
                        "drs_enabled": .bool($0.hasDRS),
                    ]
                }, 1000)
        case "datastore":
            return try limited(
                sortedStores.filter { isWanted($0, "datastores") }.map {
                    [
                        "datastore": .string($0.ref.id), "name": .string($0.name), "type": .string($0.type.uppercased()),
                        "capacity": .int($0.capacity),
                        "free_space": .int($0.free),
                    ]
                }, 2500)
        case "network":
            return try limited(
                sortedNetworks.filter { $0.ref.type != "VmwareDistributedVirtualSwitch" && isWanted($0, "networks") }.map {
                    [
                        "network": .string($0.ref.id), "name": .string($0.name),
                        "type": $0.distributedSwitch == nil ? "STANDARD_PORTGROUP" : "DISTRIBUTED_PORTGROUP",
                    ]
                }, 1000)
        case "folder":
            return try limited(
                state.folders.values.filter { isWanted($0, "folders") && $0.ref != state.root }.sorted { $0.ref.id < $1.ref.id }.map {
                    folder in
                    let kinds = [
                        ("VirtualMachine", "VIRTUAL_MACHINE"), ("ComputeResource", "HOST"), ("Datastore", "DATASTORE"),
                        ("Network", "NETWORK"),
                    ]
                    let type = kinds.first { folder.childTypes.contains($0.0) }?.1 ?? "DATACENTER"
                    return ["folder": .string(folder.ref.id), "name": .string(folder.name), "type": .string(type)]
                }, 1000)
        case "datacenter":
            return try limited(
                state.datacenters.values.filter { isWanted($0, "datacenters") }.map {
                    ["datacenter": .string($0.ref.id), "name": .string($0.name)]
                }, 1000)
        case "resource-pool":
            return try limited(
                state.pools.values.filter { isWanted($0, "resource_pools") }.sorted { $0.ref.id < $1.ref.id }.map {
                    ["resource_pool": .string($0.ref.id), "name": .string($0.name)]
                }, 1000)
        default:
            SimulatorLog.note("not simulated: GET /vcenter/\(kind)")
            throw RESTError("NOT_FOUND", "There is no such method.")
        }
    }

    private func machines(_ call: RESTCall) -> [JSONValue] {
        let filters = ["names", "vms", "power_states", "hosts", "clusters", "datacenters", "folders", "resource_pools"].reduce(
            into: [String: Set<String>]()
        ) {
            $0[$1] = call.filter($1)
        }
        return state.machines.values.filter { machine in
            // Templates are not machines here.
            guard !machine.isTemplate else { return false }
            let places: [String: String?] = [
                "names": machine.name, "vms": machine.ref.id, "power_states": Self.powers[machine.power], "hosts": machine.host?.id,
                "clusters": machine.host.flatMap { state.hosts[$0.id]?.parent?.id }, "folders": machine.parent?.id,
                "resource_pools": machine.pool?.id,
                "datacenters": filters["datacenters"] == nil ? nil : datacenter(of: machine.ref)?.ref.id,
            ]
            return filters.allSatisfy { name, wanted in (places[name] ?? nil).map(wanted.contains) ?? false }
        }.sorted { $0.ref.id.compared(to: $1.ref.id) }.map {
            [
                "vm": .string($0.ref.id), "name": .string($0.name), "power_state": .string(Self.powers[$0.power] ?? ""),
                "cpu_count": .int($0.cpus),
                "memory_size_MiB": .int($0.memory),
            ]
        }
    }

    private func details(_ machine: Machine) -> JSONValue {
        let hardware = machine.config.object("hardware")
        var disks: [String: JSONValue] = [:]
        for disk in machine.disks {
            disks["\(disk.int("key") ?? 0)"] = [
                "label": .string(disk.object("deviceInfo")?.string("label") ?? ""), "type": "SCSI",
                "capacity": .int((disk.int("capacityInKB") ?? 0) << 10),
                "backing": ["type": "VMDK_FILE", "vmdk_file": .string(disk.object("backing")?.string("fileName") ?? "")],
            ]
        }
        var cards: [String: JSONValue] = [:]
        for card in machine.cards {
            cards["\(card.int("key") ?? 0)"] = [
                "label": .string(card.object("deviceInfo")?.string("label") ?? ""), "mac_address": .string(card.string("macAddress") ?? ""),
                "state": machine.isOn ? "CONNECTED" : "NOT_CONNECTED",
            ]
        }
        return [
            "name": .string(machine.name), "power_state": .string(Self.powers[machine.power] ?? ""),
            "identity": [
                "name": .string(machine.name), "instance_uuid": .string(machine.instanceUUID), "bios_uuid": .string(machine.uuid),
            ],
            "cpu": [
                "count": .int(machine.cpus), "cores_per_socket": .int(hardware?.int("numCoresPerSocket") ?? 1),
                "hot_add_enabled": .bool(machine.config.bool("cpuHotAddEnabled") ?? false),
                "hot_remove_enabled": .bool(machine.config.bool("cpuHotRemoveEnabled") ?? false),
            ],
            "memory": ["size_MiB": .int(machine.memory), "hot_add_enabled": .bool(machine.config.bool("memoryHotAddEnabled") ?? false)],
            "disks": .object(disks), "nics": .object(cards),
        ]
    }
}
