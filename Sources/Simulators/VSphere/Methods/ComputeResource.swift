extension Operations {
    static let computeResource: [String: [String: Operation]] = [
        "ComputeResource": [
            "ReconfigureComputeResource_Task": { center, call in
                try center.begin(call, seconds: 0.5, locks: [call.target]) { center in
                    guard var compute = center.state.computes[call.target.id] else { throw Fault.notFound(call.target) }
                    let spec = call.object("spec")
                    if let flag = spec?.object("drsConfig")?.bool("enabled") { compute.hasDRS = flag }
                    if let flag = spec?.object("dasConfig")?.bool("enabled") { compute.hasHA = flag }
                    center.put(compute)
                    return nil
                }
            }
        ],
        "ClusterComputeResource": [
            "ReconfigureCluster_Task": { center, call in
                try center.begin(call, seconds: 0.5, locks: [call.target]) { center in
                    guard var compute = center.state.computes[call.target.id] else { throw Fault.notFound(call.target) }
                    if let flag = call.object("spec")?.object("drsConfig")?.bool("enabled") { compute.hasDRS = flag }
                    if let flag = call.object("spec")?.object("dasConfig")?.bool("enabled") { compute.hasHA = flag }
                    center.put(compute)
                    return nil
                }
            },
            "RecommendHostsForVm": { center, call in
                let hosts = center.sortedHosts.filter { $0.parent == call.target && $0.isAvailable }
                return .objects(hosts.map { DataObject("ClusterHostRecommendation", ["host": .ref($0.ref), "rating": 3]) })
            },
            "RefreshRecommendation": { _, _ in nil },
            "FindRulesForVm": { _, _ in .list([]) },
            "EvcManager": { _, _ in nil },
        ],
    ]

    static let resourcePool: [String: [String: Operation]] = [
        "ResourcePool": [
            "CreateResourcePool": { center, call in
                guard let parent = center.state.pools[call.target.id] else { throw Fault.notFound(call.target) }
                let name = (call.string("name") ?? "").escapedName
                guard !name.isEmpty else { throw Fault("InvalidName", "The name '' is invalid.", ["name": ""]) }
                try center.requireUnused(name, in: call.target)
                var made = Pool(
                    ref: Ref("ResourcePool", center.state.isESXi ? "pool\(center.state.nextID())" : "resgroup-\(center.state.nextID())"),
                    name: name,
                    parent: call.target, owner: parent.owner)
                center.configure(&made, call.object("spec"))
                center.put(made)
                center.attach(made.ref, to: call.target)
                return .ref(made.ref)
            },
            "UpdateConfig": { center, call in
                try call.require("Resource.EditPool")
                guard var pool = center.state.pools[call.target.id] else { throw Fault.notFound(call.target) }
                if let name = call.string("name"), name != pool.name {
                    guard let parent = pool.parent, parent.type == "ResourcePool" else { throw Fault.notSupported }
                    try center.requireUnused(name, in: parent, except: pool.ref)
                    pool.name = name
                }
                center.configure(&pool, call.object("config"))
                center.put(pool)
                return nil
            },
            "MoveIntoResourcePool": { center, call in
                guard let pool = center.state.pools[call.target.id] else { throw Fault.notFound(call.target) }
                for ref in call.refs("list") {
                    try call.require("Resource.AssignVMToPool")
                    let machine = try center.machine(ref)
                    guard machine.host.flatMap({ center.state.hosts[$0.id]?.parent }) == pool.owner else { throw Fault.argument("list") }
                    center.change(machine: ref) { $0.pool = pool.ref }
                    if let old = machine.pool { center.touch(old) }
                    center.touch(pool.ref)
                }
                return nil
            },
            "DestroyChildren": { center, call in
                for child in center.state.pools[call.target.id]?.children ?? [] where center.state.pools[child.id]?.children.isEmpty == true
                {
                    for machine in center.placement.ofPool[child] ?? [] { center.change(machine: machine) { $0.pool = call.target } }
                    center.remove(child)
                }
                return nil
            },
            "CreateChildVM_Task": { center, call in
                guard let folder = center.datacenter(of: call.target)?.vmFolder, let spec = call.object("config") else {
                    throw Fault.argument("config")
                }
                return try center.begin(call, seconds: 1) { center in
                    .ref(try center.create(spec, in: folder, pool: call.target, host: call.ref("host")).ref)
                }
            },
            "RefreshRuntime": { _, _ in nil },
        ]
    ]
}

extension Center {
    fileprivate func configure(_ pool: inout Pool, _ spec: DataObject?) {
        if let cpu = spec?.object("cpuAllocation") { pool.cpu.take(cpu) }
        if let memory = spec?.object("memoryAllocation") { pool.memory.take(memory) }
    }
}
