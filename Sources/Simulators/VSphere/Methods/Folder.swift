extension Operations {
    static let folder: [String: [String: Operation]] = [
        "Folder": [
            "CreateFolder": { center, call in
                let parent = try center.folder(call.target)
                let name = (call.string("name") ?? "").escapedName
                guard !name.isEmpty else { throw Fault("InvalidName", "The name '' is invalid.", ["name": ""]) }
                guard !center.state.isESXi else { throw Fault.notSupported }
                try center.requireUnused(name, in: call.target)
                let letter =
                    parent.childTypes.contains("VirtualMachine")
                    ? "v"
                    : parent.childTypes.contains("ComputeResource")
                        ? "h" : parent.childTypes.contains("Datastore") ? "s" : parent.childTypes.contains("Network") ? "n" : "d"
                let made = Folder(
                    ref: Ref("Folder", "group-\(letter)\(center.state.nextID())"), name: name, parent: call.target,
                    childTypes: parent.childTypes)
                center.put(made)
                center.attach(made.ref, to: call.target)
                return .ref(made.ref)
            },
            "CreateVM_Task": { center, call in
                let folder = try center.folder(call.target)
                guard folder.childTypes.contains("VirtualMachine") else { throw Fault.notSupported }
                guard let spec = call.object("config") else { throw Fault.argument("config") }
                let pool = try call.entity("pool")
                guard center.exists(pool) else { throw Fault.notFound(pool) }
                if let host = call.ref("host"), !center.exists(host) { throw Fault.notFound(host) }
                try call.require("Resource.AssignVMToPool", on: pool)
                return try center.begin(call, seconds: 1) { center in
                    let machine = try center.create(spec, in: call.target, pool: pool, host: call.ref("host"))
                    center.post("VmCreatedEvent", "Created virtual machine \(machine.name)", user: call.userName, about: machine.ref)
                    return .ref(machine.ref)
                }
            },
            "RegisterVM_Task": { center, call in
                try center.begin(call, seconds: 0.5) { center in
                    .ref(try center.register(again: call).ref)
                }
            },
            "MoveIntoFolder_Task": { center, call in
                let folder = try center.folder(call.target)
                for ref in call.refs("list") {
                    try call.require(ref.type == "VirtualMachine" ? "VirtualMachine.Inventory.Move" : "Folder.Move", on: ref)
                }
                return try center.begin(call, seconds: 0.3, locks: call.refs("list")) { center in
                    for ref in call.refs("list") {
                        guard var entity = center.state.entity(ref) else { throw Fault.notFound(ref) }
                        guard folder.childTypes.contains(where: { TypeTable.shared.derives(ref.type, from: $0) }) else {
                            throw Fault("InvalidFolder", "The folder cannot hold a \(ref.type).", ["target": .ref(call.target)])
                        }
                        var place: Ref? = call.target
                        while let now = place {
                            guard now != ref else {
                                throw Fault("InvalidFolder", "A folder cannot lie in itself.", ["target": .ref(call.target)])
                            }
                            place = center.state.entity(now)?.parent
                        }
                        try center.requireUnused(entity.name, in: call.target, except: ref)
                        if let old = entity.parent { center.detach(ref, from: old) }
                        entity.parent = call.target
                        center.put(entity)
                        center.attach(ref, to: call.target)
                    }
                    return nil
                }
            },
            "CreateDatacenter": { center, call in
                let parent = try center.folder(call.target)
                let name = (call.string("name") ?? "").escapedName
                guard !name.isEmpty else { throw Fault("InvalidName", "The name '' is invalid.", ["name": ""]) }
                guard parent.childTypes.contains("Datacenter"), !center.state.isESXi else { throw Fault.notSupported }
                try center.requireUnused(name, in: call.target)
                func id(_ letter: String, _ center: isolated Center) -> Ref { Ref("Folder", "group-\(letter)\(center.state.nextID())") }
                let made = Datacenter(
                    ref: Ref("Datacenter", "datacenter-\(center.state.nextID())"), name: name, parent: call.target,
                    vmFolder: id("v", center), hostFolder: id("h", center),
                    datastoreFolder: id("s", center), networkFolder: id("n", center))
                center.put(made)
                center.state.addFolders(of: made)
                center.attach(made.ref, to: call.target)
                return .ref(made.ref)
            },
            "CreateCluster": { center, call in try center.addCluster(call) },
            "CreateClusterEx": { center, call in try center.addCluster(call) },
        ]
    ]

    static let datacenter: [String: [String: Operation]] = [:]
}

extension Center {
    fileprivate func addCluster(_ call: Call) throws(Fault) -> Value {
        let name = (call.string("name") ?? "").escapedName
        guard try folder(call.target).childTypes.contains("ComputeResource"), !state.isESXi else { throw .notSupported }
        try requireUnused(name, in: call.target)
        let ref = state.addCompute(
            Ref("ClusterComputeResource", "domain-c\(state.nextID())"), name, in: call.target,
            pool: Ref("ResourcePool", "resgroup-\(state.nextID())"))
        let spec = call.object("spec")
        state.computes[ref.id]?.hasDRS = spec?.object("drsConfig")?.bool("enabled") ?? false
        state.computes[ref.id]?.hasHA = spec?.object("dasConfig")?.bool("enabled") ?? false
        touch(ref, call.target)
        return .ref(ref)
    }

    /// A machine whose files are there comes back into the inventory.
    fileprivate func register(again call: Call) throws(Fault) -> Machine {
        let text = call.string("path") ?? ""
        guard let path = DatastorePath(text), store(named: path.store) != nil else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(text)'.", ["name": .string(text), "datastorePath": .string(text)])
        }
        if let other = state.machines.values.first(where: { $0.vmx == "\(path)" }) {
            throw Fault("AlreadyExists", "The specified key, name, or identifier already exists.", ["name": .string(other.ref.id)])
        }
        guard file(path) != nil, let old = state.unregistered["\(path)"] else {
            throw Fault("FileNotFound", "File \(path) was not found", ["file": .string("\(path)")])
        }
        let name = call.string("name").flatMap { $0.isEmpty ? nil : $0 } ?? old.name
        try requireUnused(name, in: call.target)
        let isTemplate = call.bool("asTemplate")
        guard isTemplate || call.ref("pool") != nil else { throw .argument("pool") }
        let host = try choose(host: call.ref("host"), pool: call.ref("pool"))
        // It comes back under another id, as itself.
        var machine = old
        machine.ref = newMachineRef()
        machine.name = name
        machine.parent = call.target
        machine.host = host.ref
        machine.pool = isTemplate ? nil : call.ref("pool")
        machine.config["template"] = .bool(isTemplate)
        state.unregistered["\(path)"] = nil
        register(machine)
        post("VmRegisteredEvent", "Registered \(machine.name)", user: call.userName, about: machine.ref)
        return machine
    }
}
