extension Operations {
    static let managedEntity: [String: [String: Operation]] = [
        "ManagedEntity": [
            "Reload": { _, _ in nil },
            "Rename_Task": { center, call in
                let name = (call.string("newName") ?? "").escapedName
                try call.require(center.privilege(call.target, rename: true))
                return try center.begin(call, seconds: 0.2, locks: [call.target]) {
                    try $0.rename(call.target, name, user: call.userName)
                    return nil
                }
            },
            "Destroy_Task": { center, call in
                try call.require(center.privilege(call.target, rename: false))
                return try center.begin(call, seconds: 0.5, locks: [call.target]) {
                    try $0.destroy(call.target, user: call.userName)
                    return nil
                }
            },
        ],
        "ExtensibleManagedObject": [
            "setCustomValue": { center, call in
                try call.require("Global.SetCustomField")
                try center.setField(named: call.string("key") ?? "", call.string("value") ?? "", of: call.target)
                return nil
            }
        ],
    ]
}

extension Center {
    fileprivate func privilege(_ ref: Ref, rename: Bool) -> String {
        switch ref.type {
        case "VirtualMachine": rename ? "VirtualMachine.Config.Rename" : "VirtualMachine.Inventory.Delete"
        case "Folder": rename ? "Folder.Rename" : "Folder.Delete"
        case "Datacenter": rename ? "Datacenter.Rename" : "Datacenter.Delete"
        case "ResourcePool": rename ? "Resource.RenamePool" : "Resource.DeletePool"
        case "ClusterComputeResource": rename ? "Host.Inventory.RenameCluster" : "Host.Inventory.DeleteCluster"
        case "Datastore": rename ? "Datastore.Rename" : "Datastore.Delete"
        default: rename ? "System.Modify" : "Network.Delete"
        }
    }

    fileprivate func rename(_ ref: Ref, _ name: String, user: String) throws(Fault) {
        guard var entity = state.entity(ref) else { throw .notFound(ref) }
        guard !name.isEmpty, name.utf8.count <= 240 else {
            throw Fault("InvalidName", "The name '\(name)' is invalid.", ["name": .string(name)])
        }
        if let machine = entity as? Machine {
            var spec = DataObject("VirtualMachineConfigSpec", ["name": .string(name)])
            spec["changeVersion"] = nil
            try reconfigure(ref, spec, user: user)
            post(
                "VmRenamedEvent", "Renamed \(machine.name) from \(machine.name) to \(name)", user: user, about: ref,
                ["oldName": .string(machine.name), "newName": .string(name)])
            return
        }
        if let parent = entity.parent { try requireUnused(name, in: parent, except: ref) }
        let old = entity.name
        entity.name = name
        put(entity)
        guard let store = entity as? Datastore else { return }
        // What lies there is found by the new name.
        for machine in state.machines.values where stores(of: machine, named: old) { move(machine.ref, from: old, to: store.name) }
    }

    private func stores(of machine: Machine, named name: String) -> Bool {
        ([machine.vmx] + machine.disks.flatMap(Self.chain)).contains { DatastorePath($0)?.store == name }
    }

    private func move(_ ref: Ref, from old: String, to new: String) {
        func renamed(_ path: String) -> String { path.hasPrefix("[\(old)]") ? "[\(new)]" + path.dropFirst(old.count + 2) : path }
        func renamed(_ backing: DataObject) -> DataObject {
            var backing = backing
            if let name = backing.string("fileName") { backing["fileName"] = .string(renamed(name)) }
            if let parent = backing.object("parent") { backing["parent"] = .object(renamed(parent)) }
            return backing
        }
        change(machine: ref) { machine in
            machine.config["files"] = .object(MachineParts.files(renamed(machine.vmx)))
            for index in machine.devices.indices {
                if let backing = machine.devices[index].object("backing") { machine.devices[index]["backing"] = .object(renamed(backing)) }
            }
        }
    }

    fileprivate func destroy(_ ref: Ref, user: String) throws(Fault) {
        guard let entity = state.entity(ref) else { throw .notFound(ref) }
        switch entity {
        case let machine as Machine:
            _ = try reachable(ref)
            guard machine.power == "poweredOff" else { throw .power(requested: "poweredOff", existing: machine.power) }
            post(
                "VmRemovedEvent",
                "Removed \(machine.name) on \(machine.host.flatMap { state.hosts[$0.id]?.name } ?? "") from \(datacenter(of: ref)?.name ?? "")",
                user: user, about: ref)
            destroy(machine)
        case let folder as Folder:
            guard ref != state.root, folder.parent?.type == "Folder" else { throw .notSupported }
            // Machines go with their folder, unless one runs.
            var rest = folder.children
            var machines: [Machine] = []
            var folders: [Ref] = [ref]
            while let child = rest.popLast() {
                switch child.type {
                case "Folder":
                    folders.append(child)
                    rest += state.folders[child.id]?.children ?? []
                case "VirtualMachine": if let machine = state.machines[child.id] { machines.append(machine) }
                default: throw .notSupported
                }
            }
            if let running = machines.first(where: { $0.power != "poweredOff" }) {
                throw .power(requested: "poweredOff", existing: running.power)
            }
            for machine in machines { destroy(machine) }
            for folder in folders.reversed() { remove(folder) }
        case let pool as Pool:
            guard let parent = pool.parent, parent.type == "ResourcePool" else { throw .notSupported }
            // What is in it goes up.
            for child in pool.children {
                state.pools[child.id]?.parent = parent
                attach(child, to: parent)
            }
            for machine in placement.ofPool[ref] ?? [] { change(machine: machine) { $0.pool = parent } }
            remove(ref)
        case let compute as Compute:
            guard compute.hosts.allSatisfy({ placement.ofHost[$0, default: []].isEmpty }), compute.isCluster else {
                throw Fault(
                    "ResourceInUse", "The resource '\(compute.name)' is in use.",
                    ["type": "ClusterComputeResource", "name": .string(compute.name)])
            }
            for host in compute.hosts { remove(host) }
            remove(compute.pool)
            remove(ref)
        case is Datacenter:
            guard children(of: ref).allSatisfy({ children(of: $0).isEmpty }) else {
                throw Fault(
                    "ResourceInUse", "The resource '\(entity.name)' is in use.", ["type": "Datacenter", "name": .string(entity.name)])
            }
            for folder in children(of: ref) { remove(folder) }
            remove(ref)
        default: throw .notSupported
        }
    }
}
