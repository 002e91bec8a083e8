import FoundationEssentials

extension Center {
    /// What there is when no state was kept.
    static func firstState(_ inventory: Inventory) -> CenterState {
        var builder = StateBuilder(inventory)
        builder.build()
        return builder.state
    }
}

/// Makes an inventory's objects.
private struct StateBuilder {
    let inventory: Inventory
    var state = CenterState()
    private let now = Date().timeIntervalSince1970
    private var random = Scrambler()

    init(_ inventory: Inventory) { self.inventory = inventory }

    private func ref(_ type: String, _ center: String, _ host: String) -> Ref { Ref(type, inventory.isESXi ? host : center) }

    mutating func build() {
        state.isESXi = inventory.isESXi
        state.version = inventory.version
        state.users = inventory.users
        state.instanceUUID = UUID().uuidString.lowercased()
        state.root = ref("Folder", "group-d1", "ha-folder-root")
        var root = Folder(
            ref: state.root, name: inventory.isESXi ? "ha-folder-root" : "Datacenters", childTypes: ["Folder", "Datacenter"])
        let place = ref("Datacenter", "datacenter-2", "ha-datacenter")
        let datacenter = Datacenter(
            ref: place, name: inventory.datacenter, parent: root.ref, vmFolder: ref("Folder", "group-v3", "ha-folder-vm"),
            hostFolder: ref("Folder", "group-h4", "ha-folder-host"), datastoreFolder: ref("Folder", "group-s5", "ha-folder-datastore"),
            networkFolder: ref("Folder", "group-n6", "ha-folder-network"))
        root.children = [place]
        state.put(root)
        state.put(datacenter)
        state.addFolders(of: datacenter)
        addHosts(datacenter)
        addDatastores(datacenter)
        addNetworks(datacenter)
        addMachines(datacenter)
    }

    private mutating func addHosts(_ datacenter: Datacenter) {
        var computes: [String: Ref] = [:]
        for (index, new) in inventory.hosts.enumerated() {
            let isAlone = new.cluster.isEmpty || inventory.isESXi
            let name = isAlone ? new.name : new.cluster
            let place: Ref
            if let found = computes[name] {
                place = found
            } else {
                place = state.addCompute(
                    ref(
                        isAlone ? "ComputeResource" : "ClusterComputeResource", "domain-\(isAlone ? "s" : "c")\(state.nextID())",
                        "ha-compute-res"),
                    name, in: datacenter.hostFolder, pool: ref("ResourcePool", "resgroup-\(state.nextID())", "ha-root-pool"))
                computes[name] = place
            }
            var host = Host(
                ref: ref("HostSystem", "host-\(state.nextID())", "ha-host"), name: new.name, parent: place, cpus: new.cpus,
                memory: new.memory << 30, bootedAt: now - 86_400 * 30, uuid: random.uuid(UInt64(index) + 1))
            host.connection = new.isConnected ? "connected" : "notResponding"
            host.isInMaintenance = new.isInMaintenance
            state.put(host)
            state.computes[place.id]?.hosts.append(host.ref)
        }
        guard let cluster = state.computes.values.first(where: \.isCluster) else { return }
        for name in inventory.pools {
            let pool = Pool(ref: Ref("ResourcePool", "resgroup-\(state.nextID())"), name: name, parent: cluster.pool, owner: cluster.ref)
            state.put(pool)
            state.pools[cluster.pool.id]?.children.append(pool.ref)
        }
    }

    private mutating func addDatastores(_ datacenter: Datacenter) {
        for (index, new) in inventory.datastores.enumerated() {
            let uuid = random.uuid(UInt64(index) + 1000)
            let id =
                "\(uuid.prefix(8))-\(uuid.dropFirst(9).prefix(4))\(uuid.dropFirst(14).prefix(4))-\(uuid.dropFirst(19).prefix(4))-\(uuid.suffix(12))"
            let store = Datastore(
                ref: ref("Datastore", "datastore-\(state.nextID())", id), name: new.name, parent: datacenter.datastoreFolder,
                type: new.type,
                capacity: new.size << 30, uuid: id)
            state.put(store)
            state.folders[datacenter.datastoreFolder.id]?.children.append(store.ref)
        }
    }

    private mutating func addNetworks(_ datacenter: Datacenter) {
        func add(_ network: Network, _ state: inout CenterState) {
            state.put(network)
            state.folders[datacenter.networkFolder.id]?.children.append(network.ref)
        }
        for name in inventory.networks {
            add(
                Network(
                    ref: ref("Network", "network-\(state.nextID())", "HaNetwork-\(name)"), name: name, parent: datacenter.networkFolder),
                &state)
        }
        guard !inventory.portgroups.isEmpty, !inventory.isESXi else { return }
        var uuid = random.uuid(5000).filter { $0 != "-" }.enumerated().map { $0.offset % 2 == 1 ? "\($0.element) " : "\($0.element)" }
            .joined()
        uuid = String(uuid.prefix(23)) + "-" + String(uuid.dropFirst(24).prefix(23))
        let distributed = Network(
            ref: Ref("VmwareDistributedVirtualSwitch", "dvs-\(state.nextID())"), name: "DVS0", parent: datacenter.networkFolder, uuid: uuid)
        add(distributed, &state)
        for (index, name) in (inventory.portgroups + ["DVS0-DVUplinks"]).enumerated() {
            var group = Network(
                ref: Ref("DistributedVirtualPortgroup", "dvportgroup-\(state.nextID())"), name: name, parent: datacenter.networkFolder)
            group.distributedSwitch = distributed.ref
            group.isUplink = index == inventory.portgroups.count
            add(group, &state)
        }
    }

    private mutating func addMachines(_ datacenter: Datacenter) {
        let hosts = state.hosts.values.sorted { $0.name.compared(to: $1.name) }
        let stores = state.datastores.values.sorted { $0.ref.id < $1.ref.id }
        let networks = state.networks.values.filter { $0.ref.type != "VmwareDistributedVirtualSwitch" && !$0.isUplink }.sorted {
            $0.ref.id < $1.ref.id
        }
        let able = hosts.filter { $0.connection == "connected" && !$0.isInMaintenance }
        guard let first = stores.first(where: { $0.name == inventory.datastores.first?.name }), !hosts.isEmpty else { return }
        for (index, new) in inventory.machines.enumerated() {
            let host =
                hosts.first { $0.name == new.host }
                ?? (able.isEmpty ? hosts : able)[index % max(1, able.isEmpty ? hosts.count : able.count)]
            let store = stores.first { $0.name == new.datastore } ?? first
            let network =
                networks.first { $0.name == new.network } ?? networks.first { $0.name == inventory.networks.first } ?? networks.first
            let id = state.isESXi ? "\(index + 1)" : "vm-\(state.nextID())"
            let compute = host.parent.flatMap { state.computes[$0.id] }
            let pool = state.pools.values.first { $0.name == new.pool && $0.owner == compute?.ref }?.ref ?? compute?.pool
            var machine = Machine(
                ref: Ref("VirtualMachine", id), name: new.name, parent: folder(new.folder, in: datacenter.vmFolder),
                config: MachineParts.config(
                    name: new.name, guest: new.guest, cpus: Int64(new.cpus), memory: new.memory, store: store.name,
                    uuid: random.uuid(UInt64(index) + 1 << 20), instanceUUID: random.uuid(UInt64(index) + 1 << 40), at: now - 86_400 * 7),
                devices: MachineParts.usual)
            machine.host = host.ref
            machine.pool = new.isTemplate ? nil : pool
            if !new.note.isEmpty { machine.config["annotation"] = .string(new.note) }
            machine.config["template"] = .bool(new.isTemplate)
            let path = "\(new.name)/\(new.name).vmdk"
            machine.devices.append(MachineParts.scsi)
            machine.devices.append(MachineParts.disk("[\(store.name)] \(path)", store: store.ref, kilobytes: new.disk << 20))
            if let network {
                machine.devices.append(
                    MachineParts.card(
                        network, switchUUID: network.distributedSwitch.flatMap { state.networks[$0.id] }?.uuid ?? "",
                        mac: MachineParts.mac(UInt64(index))))
            }
            if new.isRunning, !new.isTemplate, host.connection == "connected" {
                machine.power = "poweredOn"
                machine.bootedAt = now - 3600
            }
            state.put(machine)
            if let parent = machine.parent { state.folders[parent.id]?.children.append(machine.ref) }
            state.datastores[store.ref.id]?.put(
                path, Datastore.File(size: new.disk << 29, capacity: new.disk << 30, hasContent: true, modifiedAt: now))
            state.datastores[store.ref.id]?.put("\(new.name)/\(new.name).vmx", Datastore.File(size: 3000, modifiedAt: now))
        }
        if state.isESXi { state.lastID = max(state.lastID, inventory.machines.count) }
    }

    /// A folder by a path, made where it is missing.
    private mutating func folder(_ path: String, in root: Ref) -> Ref {
        var place = root
        for name in path.split(separator: "/") {
            if let found = state.folders[place.id]?.children.first(where: {
                state.folders[$0.id]?.name == String(name) && $0.type == "Folder"
            }) {
                place = found
            } else {
                let made = Folder(
                    ref: Ref("Folder", "group-v\(state.nextID())"), name: String(name), parent: place,
                    childTypes: state.folders[root.id]?.childTypes ?? [])
                state.put(made)
                state.folders[place.id]?.children.append(made.ref)
                place = made.ref
            }
        }
        return place
    }
}

extension CenterState {
    /// Adds the four folders of a datacenter.
    mutating func addFolders(of datacenter: Datacenter) {
        let kinds: [(Ref, String, [String])] = [
            (datacenter.vmFolder, "vm", ["Folder", "VirtualMachine", "VirtualApp"]),
            (datacenter.hostFolder, "host", ["Folder", "ComputeResource"]),
            (datacenter.datastoreFolder, "datastore", ["Folder", "Datastore", "StoragePod"]),
            (datacenter.networkFolder, "network", ["Folder", "Network", "DistributedVirtualSwitch"]),
        ]
        for (ref, name, types) in kinds { put(Folder(ref: ref, name: name, parent: datacenter.ref, childTypes: types)) }
    }

    /// Adds a cluster, or what a host by itself is in, with its pool.
    mutating func addCompute(_ ref: Ref, _ name: String, in folder: Ref, pool: Ref) -> Ref {
        put(Pool(ref: pool, name: "Resources", parent: ref, owner: ref))
        put(Compute(ref: ref, name: name, parent: folder, pool: pool))
        folders[folder.id]?.children.append(ref)
        return ref
    }
}

extension String {
    /// Whether it comes before another, numbers in it counted as numbers.
    func compared(to other: String) -> Bool { (utf8.count, self) < (other.utf8.count, other) }
}

/// Identifiers that are the same at every start.
struct Scrambler: Sendable {
    func uuid(_ seed: UInt64) -> String {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            state = state &+ 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            z ^= z >> 31
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: z >> UInt64(shift))) }
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let cuts = [8, 12, 16, 20]
        return text.enumerated().map { (cuts.contains($0.offset) ? "-" : "") + String($0.element) }.joined()
    }
}
