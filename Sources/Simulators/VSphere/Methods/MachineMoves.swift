import FoundationEssentials

extension Operations {
    static let machineMoves: [String: [String: Operation]] = [
        "VirtualMachine": [
            "CloneVM_Task": { center, call in
                guard !center.state.isESXi else { throw Fault.notSupported }
                let source = try center.machine(call.target)
                let folder = try center.folder(try call.entity("folder"))
                guard folder.childTypes.contains("VirtualMachine") else { throw Fault.argument("folder") }
                guard let spec = call.object("spec") else { throw Fault.argument("spec") }
                try call.require(
                    "VirtualMachine.Provisioning.\(source.isTemplate ? spec.bool("template") == true ? "CloneTemplate" : "DeployTemplate" : "Clone")"
                )
                try call.require("VirtualMachine.Inventory.CreateFromExisting", on: folder.ref)
                let location = spec.object("location")
                if source.isTemplate, spec.bool("template") != true, location?.ref("pool") == nil {
                    throw Fault.argument("spec.location.pool")
                }
                if let pool = location?.ref("pool") { try call.require("Resource.AssignVMToPool", on: pool) }
                let name = (call.string("name") ?? "").escapedName
                guard !name.isEmpty else { throw Fault("InvalidName", "The name '' is invalid.", ["name": ""]) }
                let gibibytes = source.disks.reduce(Int64(0)) { $0 + ($1.int("capacityInKB") ?? 0) } >> 20
                return try center.begin(call, seconds: 2 + min(8, Double(gibibytes) / 16)) { center in
                    let made = try center.clone(call.target, name: name, folder: folder.ref, spec, user: call.userName)
                    if spec.bool("powerOn") == true, !made.isTemplate { try center.turnOn(made.ref, host: nil, user: call.userName) }
                    return .ref(made.ref)
                }
            },
            "RelocateVM_Task": { center, call in
                guard let spec = call.object("spec") else { throw Fault.argument("spec") }
                let machine = try center.machine(call.target)
                if machine.isOn, spec.ref("host") != nil { try call.require("Resource.HotMigrate") }
                guard !center.state.isESXi || spec.ref("host") == nil && spec.ref("pool") == nil else { throw Fault.notSupported }
                let isFar = spec.ref("datastore") != nil || spec["disk"] != nil
                return try center.begin(call, seconds: isFar ? 4 : 2, locks: [call.target]) {
                    try $0.relocate(call.target, spec, user: call.userName)
                    return nil
                }
            },
            "MigrateVM_Task": { center, call in
                guard !center.state.isESXi else { throw Fault.notSupported }
                let machine = try center.machine(call.target)
                try call.require(machine.isOn ? "Resource.HotMigrate" : "Resource.ColdMigrate")
                var spec = DataObject("VirtualMachineRelocateSpec", ["host": call["host"], "pool": call["pool"]])
                if let state = call.string("state"), state != machine.power { throw Fault.power(requested: state, existing: machine.power) }
                spec["datastore"] = nil
                let wanted = spec
                return try center.begin(call, seconds: 2, locks: [call.target]) {
                    try $0.relocate(call.target, wanted, user: call.userName)
                    return nil
                }
            },
            "PromoteDisks_Task": { center, call in
                try center.begin(call, seconds: 2, locks: [call.target]) { center in
                    center.change(machine: call.target) { machine in
                        for index in machine.devices.indices where machine.devices[index].type == "VirtualDisk" && machine.snapshots.isEmpty
                        {
                            guard var backing = machine.devices[index].object("backing"),
                                let path = DatastorePath(backing.string("fileName") ?? ""),
                                var file = center.file(path)
                            else { continue }
                            file.hasContent = file.hasContent || center.hasSystem(machine)
                            file.size = min(file.capacity, max(file.size, file.capacity / 2))
                            center.put(file, at: path)
                            backing["parent"] = nil
                            machine.devices[index]["backing"] = .object(backing)
                        }
                    }
                    return nil
                }
            },
        ]
    ]
}

extension Center {
    /// Copies a machine.
    fileprivate func clone(_ ref: Ref, name: String, folder: Ref, _ spec: DataObject, user: String) throws(Fault) -> Machine {
        let source = try reachable(ref)
        try requireUnused(name, in: folder)
        let location = spec.object("location") ?? DataObject("VirtualMachineRelocateSpec")
        var origin = source
        if let wanted = spec.ref("snapshot") {
            guard let snapshot = source.snapshots.first(where: { $0.id == wanted.id }) else { throw .notFound(wanted) }
            origin.config = snapshot.config
            origin.devices = snapshot.devices
        }
        let isLinked = ["createNewChildDiskBacking", "moveChildMostDiskBacking"].contains(location.string("diskMoveType") ?? "")
        guard
            !isLinked || spec.ref("snapshot") != nil || location.string("diskMoveType") == "moveChildMostDiskBacking"
                || source.isTemplate && !source.snapshots.isEmpty
        else {
            throw .argument("spec.snapshot")
        }
        let isTemplate = spec.bool("template") ?? false
        let pool = location.ref("pool") ?? source.pool
        let host = try choose(
            host: location.ref("host"),
            pool: pool ?? source.host.flatMap { state.hosts[$0.id]?.parent }.flatMap { state.computes[$0.id]?.pool })
        let home = DatastorePath(source.vmx)
        guard let store = try location.ref("datastore").map(store) ?? home.flatMap({ store(named: $0.store) }) else {
            throw .argument("spec.location.datastore")
        }
        let directory = free(directory: name, on: store)
        var machine = origin
        machine.ref = newMachineRef()
        machine.name = name
        machine.parent = folder
        machine.host = host.ref
        machine.pool = isTemplate ? nil : pool
        machine.power = "poweredOff"
        machine.bootedAt = nil
        machine.suspendedAt = nil
        machine.snapshots = []
        machine.currentSnapshot = nil
        machine.lastSnapshotNumber = 0
        machine.changes = 1
        machine.config["template"] = .bool(isTemplate)
        machine.config["uuid"] = .string("42" + UUID().uuidString.lowercased().dropFirst(2))
        machine.config["instanceUuid"] = .string("50" + UUID().uuidString.lowercased().dropFirst(2))
        machine.config["createDate"] = .date(now)
        machine.config["modified"] = .date(now)
        machine.config["files"] = .object(MachineParts.files("[\(store.name)] \(directory)/\(name).vmx"))
        if let identity = spec.object("customization")?.object("identity") { machine.guestName = Self.hostName(identity, machine: name) }
        var number = 0
        var needed: Int64 = 0
        var files: [(DatastorePath, Datastore.File)] = []
        for index in machine.devices.indices {
            if machine.devices[index].isA("VirtualEthernetCard"), machine.devices[index].string("addressType")?.lowercased() != "manual" {
                machine.devices[index]["macAddress"] = .string(MachineParts.mac(UInt64.random(in: 0 ... .max)))
            }
            guard machine.devices[index].type == "VirtualDisk", let old = machine.devices[index].object("backing") else { continue }
            let path = DatastorePath(store: store.name, path: "\(directory)/\(name)\(number == 0 ? "" : "_\(number)").vmdk")
            number += 1
            let chain = Self.chain(of: machine.devices[index]).compactMap(DatastorePath.init).compactMap(file)
            let capacity = (machine.devices[index].int("capacityInKB") ?? 0) << 10
            var backing = old
            backing["fileName"] = .string("\(path)")
            backing["datastore"] = .ref(store.ref)
            backing["uuid"] = .string(Scrambler().uuid(.random(in: 0 ... .max)))
            backing["parent"] = isLinked ? .object(old) : nil
            let size =
                isLinked
                ? 1 << 20
                : backing.bool("thinProvisioned") == true ? min(capacity, max(1 << 20, chain.reduce(0) { $0 + $1.size })) : capacity
            needed += size
            var file = Datastore.File(
                size: size, capacity: capacity, hasContent: !isLinked && chain.contains(where: \.hasContent), modifiedAt: now)
            if let stored = chain.first(where: { $0.stored != nil })?.stored, !isLinked { file.stored = uploads.copy(stored) }
            files.append((path, file))
            machine.devices[index]["backing"] = .object(backing)
        }
        guard needed <= store.free else {
            throw Fault(
                "NoDiskSpace", "Insufficient disk space on datastore '\(store.name)'.",
                ["file": .string("[\(store.name)] \(directory)"), "datastore": .string(store.name)])
        }
        for (path, file) in files { put(file, at: path) }
        for change in [location, spec.object("config") ?? DataObject("VirtualMachineConfigSpec")] {
            var wanted =
                change.type == "VirtualMachineConfigSpec"
                ? change : DataObject("VirtualMachineConfigSpec", ["deviceChange": change["deviceChange"]])
            wanted["name"] = nil
            wanted["changeVersion"] = nil
            var work = Reconfiguration(machine, wanted, isNew: true)
            try work.apply(in: self)
            apply(work.files)
            machine = work.machine
        }
        machine.changes = 1
        put(Datastore.File(size: 3000, modifiedAt: now), at: DatastorePath(store: store.name, path: "\(directory)/\(name).vmx"))
        register(machine)
        post(
            "VmClonedEvent", "\(source.name) cloned to \(name) on \(host.name)", user: user, about: machine.ref,
            ["sourceVm": .object(DataObject("VmEventArgument", ["name": .string(source.name), "vm": .ref(ref)]))])
        return machine
    }

    /// The name that a customization gives.
    private static func hostName(_ identity: DataObject, machine: String) -> String {
        let name = identity.object("hostName") ?? identity.object("userData")?.object("computerName")
        switch name?.type {
        case "CustomizationFixedName": return name?.string("name") ?? machine
        case "CustomizationPrefixName": return (name?.string("base") ?? "vm") + "-1"
        default: return machine
        }
    }

    private func store(_ ref: Ref) throws(Fault) -> Datastore {
        guard let store = state.datastores[ref.id] else { throw .notFound(ref) }
        return store
    }

    /// Moves a machine to another host, into another pool or folder, and its files to another datastore.
    fileprivate func relocate(_ ref: Ref, _ spec: DataObject, user: String) throws(Fault) {
        var machine = try reachable(ref)
        let old = machine
        guard spec["service"] == nil else { throw .notSupported }
        let wasHost = machine.host
        if let wanted = spec.ref("host") {
            let host = try host(wanted)
            try requireAvailable(host)
            if let pool = spec.ref("pool") {
                guard let found = state.pools[pool.id] else { throw .notFound(pool) }
                guard found.owner == host.parent else { throw .argument("spec.pool") }
            } else if host.parent != machine.host.flatMap({ state.hosts[$0.id]?.parent }), !machine.isTemplate {
                // A pool belongs to one compute resource.
                throw .argument("spec.pool")
            }
            machine.host = wanted
        } else if let pool = spec.ref("pool") {
            guard let found = state.pools[pool.id] else { throw .notFound(pool) }
            if found.owner != machine.host.flatMap({ state.hosts[$0.id]?.parent }) { machine.host = try choose(host: nil, pool: pool).ref }
        }
        if let pool = spec.ref("pool") { machine.pool = machine.isTemplate ? nil : pool }
        if let target = spec.ref("folder"), target != machine.parent {
            _ = try folder(target)
            try requireUnused(machine.name, in: target, except: ref)
            machine.parent = target
        }
        if let changes = spec["deviceChange"] {
            var work = Reconfiguration(machine, DataObject("VirtualMachineConfigSpec", ["deviceChange": changes]), isNew: false)
            try work.apply(in: self)
            machine = work.machine
        }
        try moveFiles(&machine, spec)
        let isMove = machine.host != wasHost
        if let from = old.parent, let to = machine.parent, from != to {
            detach(ref, from: from)
            attach(ref, to: to)
        }
        put(machine)
        touchPlaces(of: old)
        touchPlaces(of: machine)
        let from = wasHost.flatMap { state.hosts[$0.id] }
        let argument = from.map { Value.object(DataObject("HostEventArgument", ["name": .string($0.name), "host": .ref($0.ref)])) }
        let to = machine.host.flatMap { state.hosts[$0.id]?.name } ?? ""
        if isMove, machine.isOn {
            post(
                "VmMigratedEvent", "Migration of virtual machine \(machine.name) from \(from?.name ?? "") to \(to) completed", user: user,
                about: ref, ["sourceHost": argument])
        } else {
            post(
                "VmRelocatedEvent", "Completed the relocation of the virtual machine \(machine.name) to \(to)", user: user, about: ref,
                ["sourceHost": argument])
        }
    }

    private func moveFiles(_ machine: inout Machine, _ spec: DataObject) throws(Fault) {
        let main = try spec.ref("datastore").map(store)
        var ofDisk: [Int64: Datastore] = [:]
        for locator in spec.objects("disk") {
            guard let key = locator.int("diskId"), let ref = locator.ref("datastore") else { continue }
            guard machine.disks.contains(where: { $0.int("key") == key }) else { throw .argument("spec.disk.diskId") }
            ofDisk[key] = try store(ref)
        }
        guard main != nil || !ofDisk.isEmpty, let home = DatastorePath(machine.vmx) else { return }
        for index in machine.devices.indices where machine.devices[index].type == "VirtualDisk" {
            guard let target = machine.devices[index].int("key").flatMap({ ofDisk[$0] }) ?? main,
                let backing = machine.devices[index].object("backing")
            else { continue }
            let files = Self.chain(of: machine.devices[index]).compactMap(DatastorePath.init).filter { $0.store != target.name }
            let needed = files.compactMap(file).reduce(Int64(0)) { $0 + $1.size }
            guard needed <= state.datastores[target.ref.id]?.free ?? 0 else {
                throw Fault(
                    "NoDiskSpace", "Insufficient disk space on datastore '\(target.name)'.",
                    ["file": .string("[\(target.name)] \(home.directory)"), "datastore": .string(target.name)])
            }
            for path in files {
                guard let file = file(path) else { continue }
                put(file, at: DatastorePath(store: target.name, path: path.path))
                if let store = store(named: path.store) {
                    state.datastores[store.ref.id]?.remove(path.path)
                    touch(store.ref)
                }
            }
            machine.devices[index]["backing"] = .object(Self.moved(backing, to: target))
            for place in machine.snapshots.indices {
                for disk in machine.snapshots[place].devices.indices
                where machine.snapshots[place].devices[disk].int("key") == machine.devices[index].int("key") {
                    if let backing = machine.snapshots[place].devices[disk].object("backing") {
                        machine.snapshots[place].devices[disk]["backing"] = .object(Self.moved(backing, to: target))
                    }
                }
            }
        }
        guard let main, main.name != home.store else { return }
        if let file = file(home) {
            put(file, at: DatastorePath(store: main.name, path: home.path))
            if let store = store(named: home.store) { state.datastores[store.ref.id]?.remove(home.path) }
        }
        machine.config["files"] = .object(MachineParts.files("[\(main.name)] \(home.path)"))
    }

    private static func moved(_ backing: DataObject, to store: Datastore) -> DataObject {
        var backing = backing
        if let path = DatastorePath(backing.string("fileName") ?? "") { backing["fileName"] = .string("[\(store.name)] \(path.path)") }
        backing["datastore"] = .ref(store.ref)
        if let parent = backing.object("parent") { backing["parent"] = .object(moved(parent, to: store)) }
        return backing
    }
}
