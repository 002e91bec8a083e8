import SimulatorKit

extension Operations {
    static let hostSystem: [String: [String: Operation]] = [
        "HostSystem": [
            "EnterMaintenanceMode_Task": { center, call in
                let limit = Double(call.int("timeout") ?? 0)
                return try center.begin(call, seconds: 2, locks: [call.target]) { center in
                    try await center.enterMaintenance(
                        call.target, limit: limit, evacuate: call.bool("evacuatePoweredOffVms"), user: call.userName)
                    return nil
                }
            },
            "ExitMaintenanceMode_Task": { center, call in
                try center.begin(call, seconds: 1, locks: [call.target]) { center in
                    var host = try center.host(call.target)
                    guard host.isInMaintenance else { throw Fault.state() }
                    host.isInMaintenance = false
                    center.put(host)
                    center.post(
                        "ExitMaintenanceModeEvent", "Host \(host.name) has exited maintenance mode", user: call.userName, about: call.target
                    )
                    return nil
                }
            },
            "DisconnectHost_Task": { center, call in
                try center.begin(call, seconds: 0.5, locks: [call.target]) { center in
                    guard !center.state.isESXi else { throw Fault.notSupported }
                    try center.connect(call.target, "disconnected", user: call.userName)
                    return nil
                }
            },
            "ReconnectHost_Task": { center, call in
                try center.begin(call, seconds: 1, locks: [call.target]) { center in
                    guard try center.host(call.target).connection != "connected" else { throw Fault.state() }
                    try center.connect(call.target, "connected", user: call.userName)
                    return nil
                }
            },
            "RetrieveHardwareUptime": { center, call in .long(Int64(center.now - (try center.host(call.target)).bootedAt)) },
            "QueryMemoryOverhead": { _, call in .long((call.int("memorySize") ?? 0) / 50 + (64 << 20)) },
            "QueryHostConnectionInfo": { center, call in
                guard let summary = center.property(call.target, "summary") else { throw Fault.notFound(call.target) }
                return .object(
                    DataObject(
                        "HostConnectInfo",
                        [
                            "serverIp": nil, "host": summary, "vimAccountNameRequired": true, "clusterSupported": true,
                            "datastore": .list([]), "network": .list([]),
                        ]))
            },
        ]
    ]
}

extension Center {
    /// Has hosts answer no longer, or again.
    func connect(_ ref: Ref, _ connection: String, user: String) throws(Fault) {
        var host = try host(ref)
        host.connection = connection
        put(host)
        for machine in placement.ofHost[ref] ?? [] { touch(machine) }
        let type =
            connection == "connected"
            ? "HostConnectedEvent" : connection == "disconnected" ? "HostDisconnectedEvent" : "HostConnectionLostEvent"
        post(
            type, "Host \(host.name) is \(connection)", user: user, about: ref,
            type == "HostDisconnectedEvent" ? ["reason": "userRequest"] : [:])
    }

    /// What runs on it goes elsewhere, where a cluster with DRS sees to that; else it is waited for.
    fileprivate func enterMaintenance(_ ref: Ref, limit: Double, evacuate: Bool, user: String) async throws {
        var host = try host(ref)
        guard !host.isInMaintenance else { throw Fault.state() }
        try requireAvailable(host)
        let compute = host.parent.flatMap { state.computes[$0.id] }
        let others = sortedHosts.filter { $0.parent == host.parent && $0.ref != ref && $0.isAvailable }
        if compute?.hasDRS == true, compute?.isCluster == true, !others.isEmpty {
            for (index, machine) in (placement.ofHost[ref] ?? []).enumerated() {
                guard let found = state.machines[machine.id], evacuate || found.isOn, busy[machine] == nil else { continue }
                let target = others[index % others.count]
                change(machine: machine) { $0.host = target.ref }
                touch(target.ref)
                post(
                    "VmMigratedEvent", "Migration of virtual machine \(found.name) from \(host.name) to \(target.name) completed",
                    user: user, about: machine,
                    ["sourceHost": .object(DataObject("HostEventArgument", ["name": .string(host.name), "host": .ref(ref)]))])
            }
        }
        let start = SimulatedTime.steady
        while (placement.ofHost[ref] ?? []).contains(where: { state.machines[$0.id]?.isOn == true }) {
            if limit > 0, (SimulatedTime.steady - start) * time.speed > limit { throw Fault("Timedout", "Operation timed out.") }
            await nextChange(after: revision, within: 0.5)
            try Task.checkCancellation()
        }
        host = try self.host(ref)
        host.isInMaintenance = true
        put(host)
        post("EnteredMaintenanceModeEvent", "Host \(host.name) has entered maintenance mode", user: user, about: ref)
    }
}
