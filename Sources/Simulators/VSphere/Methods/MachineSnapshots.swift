extension Operations {
    static let machineSnapshots: [String: [String: Operation]] = [
        "VirtualMachine": [
            "CreateSnapshot_Task": { center, call in
                let isSlow = call.bool("memory")
                return try center.begin(call, seconds: isSlow ? 3 : 1, locks: [call.target]) {
                    try $0.takeSnapshot(call, isQuiesced: call.bool("quiesce"))
                }
            },
            "CreateSnapshotEx_Task": { center, call in
                try center.begin(call, seconds: call.bool("memory") ? 3 : 1, locks: [call.target]) {
                    try $0.takeSnapshot(call, isQuiesced: call.object("quiesceSpec") != nil)
                }
            },
            "RevertToCurrentSnapshot_Task": { center, call in
                try center.begin(call, seconds: 1, locks: [call.target]) { center in
                    let machine = try center.reachable(call.target)
                    guard let current = machine.currentSnapshot else {
                        throw Fault("NotFound", "The virtual machine has no current snapshot.")
                    }
                    try center.revert(machine, to: current, stayOff: call.bool("suppressPowerOn"), user: call.userName)
                    return nil
                }
            },
            "RemoveAllSnapshots_Task": { center, call in
                try center.begin(call, seconds: 1, locks: [call.target]) { center in
                    let machine = try center.reachable(call.target)
                    for snapshot in machine.snapshots where snapshot.parent == nil {
                        center.removeSnapshot(call.target, snapshot.id, withChildren: true)
                    }
                    return nil
                }
            },
            "ConsolidateVMDisks_Task": { center, call in
                try center.begin(call, seconds: 0.5, locks: [call.target]) { _ in nil }
            },
        ],
        "VirtualMachineSnapshot": [
            "RevertToSnapshot_Task": { center, call in
                let ref = try center.snapshotOwner(call.target)
                return try center.begin(call, on: ref, seconds: 1, locks: [ref]) { center in
                    let machine = try center.reachable(ref)
                    try center.revert(machine, to: call.target.id, stayOff: call.bool("suppressPowerOn"), user: call.userName)
                    return nil
                }
            },
            "RemoveSnapshot_Task": { center, call in
                let ref = try center.snapshotOwner(call.target)
                return try center.begin(call, on: ref, seconds: 1, locks: [ref]) { center in
                    _ = try center.reachable(ref)
                    guard center.exists(call.target) else { throw Fault.notFound(call.target) }
                    center.removeSnapshot(ref, call.target.id, withChildren: call.bool("removeChildren"))
                    return nil
                }
            },
            "RenameSnapshot": { center, call in
                let ref = try center.snapshotOwner(call.target)
                if let name = call.string("name"), name.isEmpty { throw Fault("InvalidName", "The name '' is invalid.", ["name": ""]) }
                center.change(machine: ref) { machine in
                    guard let place = machine.snapshots.firstIndex(where: { $0.id == call.target.id }) else { return }
                    if let name = call.string("name") { machine.snapshots[place].name = name }
                    if let text = call.string("description") { machine.snapshots[place].description = text }
                }
                center.touch(call.target)
                return nil
            },
        ],
    ]
}

extension Center {
    func owner(ofSnapshot ref: Ref) -> Machine? {
        state.machines.values.first { machine in !machine.snapshots.isEmpty && machine.snapshots.contains { $0.id == ref.id } }
    }

    fileprivate func snapshotOwner(_ ref: Ref) throws(Fault) -> Ref {
        guard let found = owner(ofSnapshot: ref) else { throw .notFound(ref) }
        return found.ref
    }

    func snapshotProperty(_ ref: Ref, _ name: String) -> Value? {
        guard let machine = owner(ofSnapshot: ref), let snapshot = machine.snapshots.first(where: { $0.id == ref.id }) else { return nil }
        switch name {
        case "vm": return .ref(machine.ref)
        case "childSnapshot":
            return .refs(machine.snapshots.filter { $0.parent == snapshot.id }.map { Ref("VirtualMachineSnapshot", $0.id) })
        case "config":
            var then = machine
            then.config = snapshot.config
            then.devices = snapshot.devices
            return .object(configuration(of: then))
        default: return nil
        }
    }

    /// The tree of a machine's snapshots; nil where there is none.
    func snapshotInfo(_ machine: Machine) -> DataObject? {
        guard !machine.snapshots.isEmpty else { return nil }
        func tree(_ snapshot: Machine.Snapshot) -> DataObject {
            let children = machine.snapshots.filter { $0.parent == snapshot.id }
            return DataObject(
                "VirtualMachineSnapshotTree",
                [
                    "snapshot": .ref(Ref("VirtualMachineSnapshot", snapshot.id)), "vm": .ref(machine.ref), "name": .string(snapshot.name),
                    "description": .string(snapshot.description), "id": .int(snapshot.number), "createTime": .date(snapshot.createdAt),
                    "state": .string(snapshot.power), "quiesced": .bool(snapshot.isQuiesced),
                    "childSnapshotList": children.isEmpty ? nil : .objects(children.map(tree)), "replaySupported": false,
                ])
        }
        return DataObject(
            "VirtualMachineSnapshotInfo",
            [
                "currentSnapshot": machine.currentSnapshot.map { .ref(Ref("VirtualMachineSnapshot", $0)) },
                "rootSnapshotList": .objects(machine.snapshots.filter { $0.parent == nil }.map(tree)),
            ])
    }

    fileprivate func takeSnapshot(_ call: Call, isQuiesced: Bool) throws(Fault) -> Value? {
        var machine = try reachable(call.target)
        guard !machine.isTemplate else { throw .notSupported }
        let name = call.string("name") ?? ""
        guard !name.isEmpty, name.utf8.count <= 80 else {
            throw Fault("InvalidName", "The name '\(name)' is invalid.", ["name": .string(name)])
        }
        var depth = 0
        var place = machine.currentSnapshot
        while let id = place {
            depth += 1
            place = machine.snapshots.first { $0.id == id }?.parent
        }
        guard depth < 32 else { throw Fault("SnapshotFault", "A chain of snapshots has at most 32.") }
        // Quiescing needs somebody inside.
        guard !isQuiesced || !machine.isOn || hasTools(machine) else {
            throw Fault("ApplicationQuiesceFault", "The guest could not be quiesced: VMware Tools is not running.")
        }
        machine.lastSnapshotNumber += 1
        let id = state.isESXi ? "\(machine.ref.id)-snapshot-\(machine.lastSnapshotNumber)" : "snapshot-\(state.nextID())"
        machine.snapshots.append(
            Machine.Snapshot(
                id: id, number: machine.lastSnapshotNumber, name: name, description: call.string("description") ?? "", createdAt: now,
                power: call.bool("memory") && machine.isOn ? "poweredOn" : "poweredOff", hasMemory: call.bool("memory") && machine.isOn,
                isQuiesced: isQuiesced && machine.isOn, parent: machine.currentSnapshot, config: machine.config, devices: machine.devices))
        machine.currentSnapshot = id
        branch(&machine)
        put(machine)
        for store in stores(of: machine) { touch(store) }
        return .ref(Ref("VirtualMachineSnapshot", id))
    }

    /// Has a machine write into new files from now on, on top of those that a snapshot keeps.
    private func branch(_ machine: inout Machine) {
        for index in machine.devices.indices where machine.devices[index].type == "VirtualDisk" {
            guard let backing = machine.devices[index].object("backing"), let path = DatastorePath(backing.string("fileName") ?? ""),
                backing.string("diskMode")?.hasPrefix("independent") != true,
                let file = file(path)
            else { continue }
            var number = 1
            let stem = Self.stem(path.path)
            func name() -> String { "\(stem)-\(String(repeating: "0", count: max(0, 6 - "\(number)".utf8.count)))\(number).vmdk" }
            while self.file(DatastorePath(store: path.store, path: name())) != nil { number += 1 }
            let next = DatastorePath(store: path.store, path: name())
            put(Datastore.File(size: 1 << 20, capacity: file.capacity, hasContent: false, modifiedAt: now), at: next)
            var child = backing
            child["fileName"] = .string("\(next)")
            child["parent"] = .object(backing)
            child["thinProvisioned"] = true
            machine.devices[index]["backing"] = .object(child)
        }
    }

    /// `web/web-000001.vmdk` belongs to `web/web`.
    private static func stem(_ path: String) -> String {
        let stem = path.replacingExtension("")
        guard let dash = stem.lastIndex(of: "-"), stem[dash...].count == 7, stem[dash...].dropFirst().allSatisfy(\.isNumber) else {
            return stem
        }
        return String(stem[..<dash])
    }

    fileprivate func revert(_ machine: Machine, to id: String, stayOff: Bool, user: String) throws(Fault) {
        guard let snapshot = machine.snapshots.first(where: { $0.id == id }) else { throw .notFound(Ref("VirtualMachineSnapshot", id)) }
        var machine = machine
        let kept = Set(machine.snapshots.flatMap { $0.devices.flatMap(Self.chain) })
        for path in machine.disks.flatMap(Self.chain) where !kept.contains(path) {
            if let place = DatastorePath(path) { removeFile(place) }
        }
        let isTemplate = machine.config["template"]
        let changes = machine.changes
        machine.config = snapshot.config
        machine.config["template"] = isTemplate
        machine.config["modified"] = .date(now)
        machine.changes = changes + 1
        machine.devices = snapshot.devices
        machine.currentSnapshot = snapshot.id
        machine.suspendedAt = nil
        if snapshot.hasMemory, !stayOff {
            machine.power = "poweredOn"
            machine.bootedAt = now - 60
        } else {
            machine.power = "poweredOff"
            machine.bootedAt = nil
        }
        branch(&machine)
        put(machine)
        touchPlaces(of: machine)
        post(
            "VmReconfiguredEvent", "Reconfigured \(machine.name)", user: user, about: machine.ref,
            ["configSpec": .object(DataObject("VirtualMachineConfigSpec"))])
    }

    /// Takes a snapshot away; the files that nothing needs any more go with it.
    fileprivate func removeSnapshot(_ ref: Ref, _ id: String, withChildren: Bool) {
        guard var machine = state.machines[ref.id], let snapshot = machine.snapshots.first(where: { $0.id == id }) else { return }
        var gone: Set<String> = [id]
        if withChildren {
            while true {
                let more = machine.snapshots.filter { gone.contains($0.parent ?? "") && !gone.contains($0.id) }
                guard !more.isEmpty else { break }
                gone.formUnion(more.map(\.id))
            }
        }
        machine.snapshots.removeAll { gone.contains($0.id) }
        for index in machine.snapshots.indices where gone.contains(machine.snapshots[index].parent ?? "") {
            machine.snapshots[index].parent = snapshot.parent
        }
        if let current = machine.currentSnapshot, gone.contains(current) { machine.currentSnapshot = snapshot.parent }
        if machine.snapshots.isEmpty { merge(&machine) }
        put(machine)
        for id in gone { forget(Ref("VirtualMachineSnapshot", id)) }
        for store in stores(of: machine) { touch(store) }
    }

    /// Without snapshots each disk is one file again, the first of its chain that is the machine's own.
    private func merge(_ machine: inout Machine) {
        let directory = DatastorePath(machine.vmx)?.directory
        for index in machine.devices.indices where machine.devices[index].type == "VirtualDisk" {
            guard var backing = machine.devices[index].object("backing") else { continue }
            while let parent = backing.object("parent"), let path = DatastorePath(backing.string("fileName") ?? ""),
                DatastorePath(parent.string("fileName") ?? "")?.directory == directory
            {
                removeFile(path)
                backing = parent
            }
            machine.devices[index]["backing"] = .object(backing)
        }
    }
}
