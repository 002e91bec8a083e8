extension Center {
    func property(of machine: Machine, _ name: String) -> Value? {
        switch name {
        case "config": return .object(configuration(of: machine))
        case "runtime": return .object(runtime(of: machine))
        case "summary": return .object(summary(of: machine))
        case "guest": return .object(guest(of: machine))
        case "guestHeartbeatStatus": return .string(heartbeat(machine))
        case "resourcePool": return machine.pool.map(Value.ref)
        case "datastore": return .refs(stores(of: machine))
        case "network": return .refs(networks(of: machine))
        case "snapshot": return snapshotInfo(machine).map(Value.object)
        case "rootSnapshot": return .refs(machine.snapshots.filter { $0.parent == nil }.map { Ref("VirtualMachineSnapshot", $0.id) })
        case "environmentBrowser": return .ref(Ref("EnvironmentBrowser", "envbrowser-\(machine.ref.id)"))
        case "capability": return .object(Self.machineCapability)
        case "layoutEx": return .object(layout(of: machine))
        case "layout":
            return .object(DataObject("VirtualMachineFileLayout", ["configFile": .strings([machine.vmx.fileName]), "disk": .list([])]))
        case "storage":
            return .object(
                DataObject(
                    "VirtualMachineStorageInfo",
                    [
                        "perDatastoreUsage": .objects(
                            stores(of: machine).map { store in
                                let (used, more) = storage(of: machine, on: store)
                                return DataObject(
                                    "VirtualMachineUsageOnDatastore",
                                    [
                                        "datastore": .ref(store), "committed": .long(used), "uncommitted": .long(more),
                                        "unshared": .long(used),
                                    ])
                            }), "timestamp": .date(now),
                    ]))
        case "resourceConfig":
            return .object(
                DataObject(
                    "ResourceConfigSpec",
                    [
                        "entity": .ref(machine.ref), "changeVersion": .string(machine.changeVersion),
                        "cpuAllocation": machine.config["cpuAllocation"],
                        "memoryAllocation": machine.config["memoryAllocation"],
                    ]))
        default: return nil
        }
    }

    // MARK: Where it lies

    func stores(of machine: Machine) -> [Ref] {
        var names: [String] = []
        for path in [machine.vmx] + machine.disks.compactMap({ $0.object("backing")?.string("fileName") }) {
            if let name = DatastorePath(path)?.store, !names.contains(name) { names.append(name) }
        }
        return names.compactMap { store(named: $0)?.ref }
    }

    func store(named name: String) -> Datastore? { state.datastores.values.first { $0.name == name } }

    func networks(of machine: Machine) -> [Ref] {
        networks(of: machine, Dictionary(state.networks.values.map { ($0.ref.id, $0.ref) }, uniquingKeysWith: { first, _ in first }))
    }

    /// - Parameter known: all networks by their ids.
    func networks(of machine: Machine, _ known: [String: Ref]) -> [Ref] {
        var found: [Ref] = []
        for card in machine.cards {
            guard let backing = card.object("backing") else { continue }
            let ref = backing.ref("network") ?? backing.object("port")?.string("portgroupKey").flatMap { known[$0] }
            if let ref, known[ref.id] != nil, !found.contains(ref) { found.append(ref) }
        }
        return found
    }

    /// What a machine takes on a datastore, and what it may take beyond.
    private func storage(of machine: Machine, on ref: Ref) -> (used: Int64, more: Int64) {
        guard let store = state.datastores[ref.id] else { return (0, 0) }
        var used: Int64 = 0
        var more: Int64 = 0
        for path in [machine.vmx] + machine.disks.compactMap({ $0.object("backing")?.string("fileName") }) {
            guard let place = DatastorePath(path), place.store == store.name, let file = store.files[place.path] else { continue }
            used += file.size
            more += max(0, file.capacity - file.size)
        }
        return (used, more)
    }

    // MARK: How it is

    func isReachable(_ machine: Machine) -> Bool { machine.host.flatMap { state.hosts[$0.id] }?.connection == "connected" }

    private func runtime(of machine: Machine) -> DataObject {
        DataObject(
            "VirtualMachineRuntimeInfo",
            [
                "host": machine.host.map(Value.ref), "connectionState": isReachable(machine) ? "connected" : "disconnected",
                "powerState": .string(machine.power), "faultToleranceState": "notConfigured", "toolsInstallerMounted": false,
                "suspendTime": machine.suspendedAt.map(Value.date), "bootTime": machine.isOn ? machine.bootedAt.map(Value.date) : nil,
                "maxCpuUsage": .int(machine.cpus * Int64(Host.megahertz)), "maxMemoryUsage": .int(machine.memory), "numMksConnections": 0,
                "recordReplayState": "inactive", "cleanPowerOff": machine.isOn ? nil : true, "onlineStandby": false,
                "consolidationNeeded": false,
                "paused": false, "snapshotInBackground": false, "suspendedToMemory": false, "cryptoState": nil,
            ])
    }

    /// The configuration with its devices.
    func configuration(of machine: Machine) -> DataObject {
        var config = machine.config
        config["name"] = .string(machine.name)
        config["changeVersion"] = .string(machine.changeVersion)
        var hardware = config.object("hardware") ?? DataObject("VirtualHardware")
        hardware["device"] = .objects(devices(of: machine))
        config["hardware"] = .object(hardware)
        config["datastoreUrl"] = .objects(
            stores(of: machine).compactMap { state.datastores[$0.id] }.map {
                DataObject(
                    "VirtualMachineConfigInfoDatastoreUrlPair", ["name": .string($0.name), "url": .string("/vmfs/volumes/\($0.uuid)")])
            })
        return config
    }

    /// Its devices as they are now: controllers list what is on them, and what can be pulled out says whether it is in.
    func devices(of machine: Machine) -> [DataObject] {
        var ofController: [Int64: [Value]] = [:]
        for device in machine.devices {
            if let controller = device.int("controllerKey"), let key = device.int("key") {
                ofController[controller, default: []].append(.int(key))
            }
        }
        return machine.devices.map { device in
            var device = device
            if let key = device.int("key"), let list = ofController[key], device.isA("VirtualController") { device["device"] = .list(list) }
            if var connectable = device.object("connectable") {
                let isIn = machine.isOn && connectable.bool("startConnected") != false
                connectable["connected"] = .bool(machine.isOn ? connectable.bool("connected") ?? isIn : false)
                connectable["status"] = machine.isOn ? "ok" : "untried"
                device["connectable"] = .object(connectable)
            }
            return device
        }
    }

    private func summary(of machine: Machine) -> DataObject {
        var summary = DataObject(
            "VirtualMachineSummary", ["vm": .ref(machine.ref), "runtime": .object(runtime(of: machine)), "overallStatus": "green"])
        for name in ["guest", "config", "storage", "quickStats"] { summary[name] = summaryPart(of: machine, name) }
        if !machine.customValues.isEmpty { summary["customValue"] = .objects(customValues(machine)) }
        return summary
    }

    private func summaryPart(of machine: Machine, _ name: String) -> Value? {
        switch name {
        case "quickStats": return .object(quickStats(machine))
        case "guest":
            let isUp = hasTools(machine)
            let version = Value.string(toolsVersion(machine))
            return .object(
                DataObject(
                    "VirtualMachineGuestSummary",
                    [
                        "guestId": isUp ? machine.config["guestId"] : nil, "guestFullName": isUp ? machine.config["guestFullName"] : nil,
                        "toolsStatus": .string(toolsStatus(machine)), "toolsVersionStatus2": version, "toolsVersionStatus": version,
                        "toolsRunningStatus": isUp ? "guestToolsRunning" : "guestToolsNotRunning",
                        "hostName": isUp ? .string(hostName(machine)) : nil, "ipAddress": isUp ? address(machine).map(Value.string) : nil,
                        "hwVersion": machine.config["version"],
                    ]))
        case "config":
            return .object(
                DataObject(
                    "VirtualMachineConfigSummary",
                    [
                        "name": .string(machine.name), "template": .bool(machine.isTemplate), "vmPathName": .string(machine.vmx),
                        "memorySizeMB": .int(machine.memory),
                        "cpuReservation": .int(machine.config.object("cpuAllocation")?.int("reservation") ?? 0),
                        "memoryReservation": .int(machine.config.object("memoryAllocation")?.int("reservation") ?? 0),
                        "numCpu": .int(machine.cpus), "numEthernetCards": .int(machine.cards.count),
                        "numVirtualDisks": .int(machine.disks.count), "uuid": .string(machine.uuid),
                        "instanceUuid": .string(machine.instanceUUID), "guestId": machine.config["guestId"],
                        "guestFullName": machine.config["guestFullName"], "annotation": machine.config["annotation"],
                        "installBootRequired": false, "tpmPresent": false, "numVmiopBackings": 0, "hwVersion": machine.config["version"],
                        "managedBy": machine.config["managedBy"],
                    ]))
        case "storage":
            let parts = stores(of: machine).map { storage(of: machine, on: $0) }
            let used = parts.reduce(0) { $0 + $1.used }
            return .object(
                DataObject(
                    "VirtualMachineStorageSummary",
                    [
                        "committed": .long(used), "uncommitted": .long(parts.reduce(0) { $0 + $1.more }), "unshared": .long(used),
                        "timestamp": .date(now),
                    ]))
        default: return nil
        }
    }

    /// What lists ask for of thousands of machines, without all that stands beside it: the value at a path, nil where nothing is. Nothing where the path is no such one.
    func quick(_ machine: Machine, _ path: PropertyPath) -> Value?? {
        let steps = path.steps
        guard steps.count >= 2, steps.allSatisfy({ $0.key == nil }) else { return nil }
        switch (steps[0].name, steps[1].name) {
        case ("runtime", "powerState"): return .some(.string(machine.power))
        case ("runtime", "host"): return .some(machine.host.map(Value.ref))
        case ("runtime", "connectionState"): return .some(.string(isReachable(machine) ? "connected" : "disconnected"))
        case ("config", "name"): return .some(.string(machine.name))
        case ("config", "changeVersion"): return .some(.string(machine.changeVersion))
        case ("config", "datastoreUrl"): return nil
        case ("config", "hardware"):
            return steps.count > 2 && steps[2].name != "device" ? .some(machine.config["hardware"]?[steps[2].name]) : nil
        case ("config", let name): return .some(machine.config[name].flatMap { path.value(from: $0, after: 2) })
        case ("summary", "config") where steps.count == 3:
            switch steps[2].name {
            case "name": return .some(.string(machine.name))
            case "numCpu": return .some(.int(machine.cpus))
            case "memorySizeMB": return .some(.int(machine.memory))
            case "uuid": return .some(.string(machine.uuid))
            case "instanceUuid": return .some(.string(machine.instanceUUID))
            case "template": return .some(.bool(machine.isTemplate))
            case "vmPathName": return .some(.string(machine.vmx))
            default: return .some(machine.config[steps[2].name] ?? summaryPart(of: machine, "config")?[steps[2].name])
            }
        case ("summary", let name) where ["guest", "config", "storage", "quickStats"].contains(name):
            return .some(summaryPart(of: machine, name).flatMap { path.value(from: $0, after: 2) })
        case ("guest", "ipAddress"): return .some(hasTools(machine) ? address(machine).map(Value.string) : nil)
        case ("guest", "hostName"): return .some(hasTools(machine) ? .string(hostName(machine)) : nil)
        case ("guest", "toolsRunningStatus"): return .some(hasTools(machine) ? "guestToolsRunning" : "guestToolsNotRunning")
        default: return nil
        }
    }

    private func quickStats(_ machine: Machine) -> DataObject {
        let cpu = Load.megahertz(machine, at: now)
        let active = Load.activeMemory(machine, at: now)
        return DataObject(
            "VirtualMachineQuickStats",
            [
                "overallCpuUsage": .int(cpu), "overallCpuDemand": .int(cpu), "guestMemoryUsage": .int(active),
                "hostMemoryUsage": .int(machine.isOn ? machine.memory * 3 / 4 : 0), "guestHeartbeatStatus": .string(heartbeat(machine)),
                "distributedCpuEntitlement": .int(cpu), "distributedMemoryEntitlement": .int(active),
                "staticCpuEntitlement": .int(machine.cpus * Int64(Host.megahertz)), "staticMemoryEntitlement": .int(machine.memory),
                "grantedMemory": .int(machine.isOn ? machine.memory : 0), "privateMemory": .int(machine.isOn ? machine.memory * 3 / 4 : 0),
                "sharedMemory": 0, "swappedMemory": 0, "balloonedMemory": 0, "consumedOverheadMemory": .int(machine.isOn ? 48 : 0),
                "compressedMemory": .long(0), "uptimeSeconds": .int(machine.isOn ? Int64(now - (machine.bootedAt ?? now)) : 0),
                "ssdSwappedMemory": .long(0),
            ])
    }

    // MARK: Its files and its abilities

    private func layout(of machine: Machine) -> DataObject {
        var files: [DataObject] = []
        var disks: [DataObject] = []
        func add(_ path: String, _ type: String) -> Int {
            let place = DatastorePath(path)
            let size = place.flatMap { store(named: $0.store)?.files[$0.path]?.size } ?? 0
            files.append(
                DataObject(
                    "VirtualMachineFileLayoutExFileInfo",
                    [
                        "key": .int(files.count), "name": .string(path), "type": .string(type), "size": .long(size),
                        "uniqueSize": .long(size),
                        "accessible": true,
                    ]))
            return files.count - 1
        }
        _ = add(machine.vmx, "config")
        for disk in machine.disks {
            var chain: [DataObject] = []
            var backing = disk.object("backing")
            while let now = backing, let path = now.string("fileName") {
                let keys = [add(path, "diskDescriptor"), add(path.replacingExtension("-flat.vmdk"), "diskExtent")]
                chain.insert(DataObject("VirtualMachineFileLayoutExDiskUnit", ["fileKey": .list(keys.map { .int($0) })]), at: 0)
                backing = now.object("parent")
            }
            disks.append(DataObject("VirtualMachineFileLayoutExDiskLayout", ["key": disk["key"], "chain": .objects(chain)]))
        }
        return DataObject("VirtualMachineFileLayoutEx", ["file": .objects(files), "disk": .objects(disks), "timestamp": .date(now)])
    }

    /// What may not be done to a machine as it is.
    func disabledMethods(_ machine: Machine) -> [String] {
        if machine.isTemplate {
            return ["PowerOnVM_Task", "PowerOffVM_Task", "SuspendVM_Task", "ResetVM_Task", "MigrateVM_Task", "CreateSnapshot_Task"]
        }
        switch machine.power {
        case "poweredOn": return ["PowerOnVM_Task", "Destroy_Task", "UnregisterVM", "MarkAsTemplate", "UpgradeVM_Task"]
        case "suspended":
            return ["SuspendVM_Task", "ResetVM_Task", "MarkAsTemplate", "UpgradeVM_Task", "ShutdownGuest", "RebootGuest", "StandbyGuest"]
        default:
            return [
                "PowerOffVM_Task", "SuspendVM_Task", "ResetVM_Task", "ShutdownGuest", "RebootGuest", "StandbyGuest", "AcquireMksTicket",
                "AnswerVM",
            ]
        }
    }

    private static let machineCapability: DataObject = {
        let lacking: Set<String> = ["consolePreferencesSupported", "recordReplaySupported", "featureRequirementSupported", "vPMCSupported"]
        var capability = DataObject("VirtualMachineCapability", ["secureBootSupported": true])
        for field in TypeTable.shared.kind("VirtualMachineCapability")?.fields ?? []
        where field.type.base == "boolean" && !field.type.isOptional {
            capability[field.name] = .bool(!lacking.contains(field.name))
        }
        return capability
    }()
}

extension Machine {
    /// As times of changes are written there.
    var changeVersion: String {
        "\(SOAPWriter.date((config["modified"].flatMap { if case .date(let time) = $0 { time } else { nil } }) ?? 0))-\(changes)"
    }
}
