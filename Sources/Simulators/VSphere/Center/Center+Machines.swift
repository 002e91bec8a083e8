import FoundationEssentials

extension Center {
    /// Nobody else in a folder has a name.
    func requireUnused(_ name: String, in folder: Ref, except own: Ref? = nil) throws(Fault) {
        // Names may hold slashes as %2f; what is escaped and what is not is the same name.
        if let other = children(of: folder).first(where: { $0 != own && state.entity($0)?.name == name }) { throw .duplicate(name, other) }
    }

    func user(ofDisk path: DatastorePath) -> Machine? {
        state.machines.values.first { machine in machine.disks.contains { $0.object("backing")?.string("fileName") == "\(path)" } }
    }

    /// Carries file changes out.
    func apply(_ changes: [Reconfiguration.FileChange]) {
        for change in changes {
            switch change {
            case .put(let path, let file): put(file, at: path)
            case .remove(let path): removeFile(path)
            }
        }
    }

    func put(_ file: Datastore.File, at path: DatastorePath) {
        guard let store = store(named: path.store) else { return }
        state.datastores[store.ref.id]?.put(path.path, file)
        touch(store.ref)
    }

    func removeFile(_ path: DatastorePath) {
        guard let store = store(named: path.store) else { return }
        if let stored = state.datastores[store.ref.id]?.remove(path.path)?.stored { uploads.remove(stored) }
        touch(store.ref)
    }

    func file(_ path: DatastorePath) -> Datastore.File? { store(named: path.store)?.files[path.path] }

    /// The host that a machine goes to: the one that is asked for, or the one that has the least to do.
    func choose(host wanted: Ref?, pool: Ref?) throws(Fault) -> Host {
        let owner = pool.flatMap { state.pools[$0.id]?.owner }
        if let pool, owner == nil { throw .notFound(pool) }
        if let wanted {
            let host = try host(wanted)
            if let owner, host.parent != owner { throw .argument("host", "The host is not of the pool's compute resource") }
            try requireAvailable(host)
            return host
        }
        let hosts = sortedHosts.filter { owner == nil || $0.parent == owner }
        let able = hosts.filter(\.isAvailable)
        let loads = placement.ofHost
        guard let best = able.min(by: { loads[$0.ref, default: []].count < loads[$1.ref, default: []].count }) else {
            if let first = hosts.first { try requireAvailable(first) }
            throw Fault("NoCompatibleHost", "No host is compatible with the virtual machine.")
        }
        return best
    }

    func requireAvailable(_ host: Host) throws(Fault) {
        guard host.connection == "connected" else {
            throw Fault("HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.")
        }
        guard !host.isInMaintenance else {
            throw Fault("InvalidHostState", "The operation is not allowed in the current state of the host.", ["host": .ref(host.ref)])
        }
    }

    /// A machine is there, is none's, and its host answers.
    func reachable(_ ref: Ref) throws(Fault) -> Machine {
        let machine = try machine(ref)
        guard isReachable(machine) else {
            throw Fault("HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.")
        }
        return machine
    }

    /// Makes a machine by a specification.
    func create(_ spec: DataObject, in folder: Ref, pool: Ref, host wanted: Ref?) throws(Fault) -> Machine {
        let name = (spec.string("name") ?? "").escapedName
        guard !name.isEmpty else { throw .argument("configSpec.name") }
        guard let file = spec.object("files")?.string("vmPathName"), let place = DatastorePath(file) else {
            throw .argument("configSpec.files.vmPathName")
        }
        guard let store = store(named: place.store) else {
            throw Fault(
                "InvalidDatastorePath", "Invalid datastore path '\(file)'.", ["name": .string(place.store), "datastorePath": .string(file)])
        }
        try requireUnused(name, in: folder)
        let host = try choose(host: wanted, pool: pool)
        let directory = free(directory: name, on: store)
        var machine = Machine(
            ref: newMachineRef(), name: name, parent: folder,
            config: MachineParts.config(
                name: name, guest: "otherGuest", cpus: 1, memory: 32, store: store.name,
                uuid: "42" + UUID().uuidString.lowercased().dropFirst(2),
                instanceUUID: "50" + UUID().uuidString.lowercased().dropFirst(2), at: now), devices: MachineParts.usual)
        let vmx = place.path.hasSuffix(".vmx") ? place : DatastorePath(store: store.name, path: "\(directory)/\(name).vmx")
        machine.config["files"] = .object(MachineParts.files("\(vmx)"))
        machine.host = host.ref
        machine.pool = pool
        var change = Reconfiguration(machine, spec, isNew: true)
        try change.apply(in: self)
        change.machine.changes = 1
        // What identifies a machine is made anew where another has it.
        if state.machines.values.contains(where: { $0.instanceUUID == change.machine.instanceUUID }) {
            change.machine.config["instanceUuid"] = machine.config["instanceUuid"]
        }
        apply(change.files)
        put(Datastore.File(size: 3000, modifiedAt: now), at: vmx)
        register(change.machine)
        return change.machine
    }

    func newMachineRef() -> Ref { Ref("VirtualMachine", state.isESXi ? "\(state.nextID())" : "vm-\(state.nextID())") }

    /// A directory that nothing is in yet: `web`, `web_1`.
    func free(directory name: String, on store: Datastore) -> String {
        var number = 0
        while true {
            let directory = name + (number == 0 ? "" : "_\(number)")
            if !store.files.keys.contains(where: { $0.hasPrefix(directory + "/") }) { return directory }
            number += 1
        }
    }

    /// Adds a machine to the inventory.
    func register(_ machine: Machine) {
        put(machine)
        if let parent = machine.parent { attach(machine.ref, to: parent) }
        touchPlaces(of: machine)
    }

    /// What lists a machine is another.
    func touchPlaces(of machine: Machine) {
        if let host = machine.host { touch(host) }
        if let pool = machine.pool { touch(pool) }
        for store in stores(of: machine) { touch(store) }
        for network in networks(of: machine) { touch(network) }
    }

    /// Takes a machine out of the inventory, and its files off their datastores.
    func destroy(_ machine: Machine) {
        var kept: Set<String> = []
        for other in state.machines.values where other.ref != machine.ref {
            for disk in other.disks { kept.formUnion(Self.chain(of: disk)) }
        }
        for device in machine.disks + machine.snapshots.flatMap({ $0.devices.filter { $0.type == "VirtualDisk" } }) {
            for path in Self.chain(of: device) where !kept.contains(path) { if let place = DatastorePath(path) { removeFile(place) } }
        }
        if let place = DatastorePath(machine.vmx) {
            for path in (store(named: place.store)?.files.keys).map(Array.init) ?? []
            where path.hasPrefix(place.directory + "/") && !place.directory.isEmpty {
                let whole = DatastorePath(store: place.store, path: path)
                if !kept.contains("\(whole)") { removeFile(whole) }
            }
            removeFile(place)
        }
        touchPlaces(of: machine)
        remove(machine.ref)
    }

    /// The files that a disk consists of, the newest first.
    static func chain(of disk: DataObject) -> [String] {
        var paths: [String] = []
        var backing = disk.object("backing")
        while let now = backing {
            if let name = now.string("fileName") { paths.append(name) }
            backing = now.object("parent")
        }
        return paths
    }
}
