import FoundationEssentials
import SimulatorKit

/// The server: its inventory, sessions, tasks and events, and how they change.
actor Center {
    let time: SimulatedTime
    let disturbances: Disturbances
    /// Where content that was uploaded lies.
    let uploads: UploadDirectory
    private let stateFile: String?
    private var isUnsaved = false
    private var lastSaved = -Double.infinity
    var state: CenterState
    /// Where it is reached: `127.0.0.1:443`.
    var address = ""
    /// Its certificate's, as SHA-1 and SHA-256.
    var thumbprints = (sha1: "", sha256: "")

    var sessions: [String: Session] = [:]
    /// Who asks, for properties that are everybody's own; good until the next wait.
    var caller: Session?
    var views: [String: ManagedView] = [:]
    var collectors: [String: Collector] = [:]
    var tasks: [String: TaskRecord] = [:]
    /// Oldest first.
    var taskOrder: [String] = []
    var workers: [String: Task<Void, Never>] = [:]
    var lastTask = 0
    var events: [DataObject] = []
    var histories: [String: History] = [:]
    var leases: [String: Lease] = [:]
    var screens: [String: Ref] = [:]
    /// The tasks that have an object to themselves.
    var busy: [Ref: String] = [:]

    /// Counts changes.
    private(set) var revision = 0
    /// The last change of each object.
    private(set) var touched: [Ref: Int] = [:]
    private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    private var lastWaiter = 0
    private var cachedIndex: Placement?

    init(_ inventory: Inventory, time: SimulatedTime, disturbances: Disturbances, stateFile: String?) throws {
        self.time = time
        self.disturbances = disturbances
        self.stateFile = stateFile
        uploads = try UploadDirectory(beside: stateFile)
        if let stateFile, let data = FileManager.default.contents(atPath: stateFile) {
            state = try JSONDecoder().decode(CenterState.self, from: data)
        } else {
            state = Self.firstState(inventory)
        }
    }

    /// What it shows of itself, the same at every start from one state.
    func identity() throws -> SimulatorIdentity {
        if let identity = state.identity { return identity }
        let made = try SimulatorIdentity(commonName: "vcenter.sim.local")
        state.identity = made
        isUnsaved = true
        save()
        return made
    }

    func listens(at address: String, sha1: String, sha256: String) {
        self.address = address
        thumbprints = (sha1, sha256)
    }

    /// Seconds since 1970.
    var now: Double { disturbances.clock }

    // MARK: Keeping

    /// Keeps the state where that was asked for and something changed; large ones not more than twice in a second, unless it ends.
    func save(atEnd: Bool = false) {
        guard let stateFile, isUnsaved else { return }
        let moment = SimulatedTime.steady
        if !atEnd, state.machines.count > 200, moment - lastSaved < 0.5 { return }
        isUnsaved = false
        lastSaved = moment
        // A state that cannot be kept is no reason to stop: the next change tries again.
        do { try JSONEncoder().encode(state).write(to: URL(filePath: stateFile), options: .atomic) } catch {
            SimulatorLog.note("cannot keep the state in \(stateFile): \(error)")
            isUnsaved = true
        }
    }

    /// Ends everything that is under way, as a server does that goes down.
    func end() {
        for worker in workers.values { worker.cancel() }
        save(atEnd: true)
        wake()
    }

    // MARK: Changes

    /// Keeps a change that is none of an object's.
    func keep() {
        isUnsaved = true
        save()
    }

    /// Notes that something of an object is another.
    func touch(_ refs: Ref...) {
        for ref in refs {
            revision += 1
            touched[ref] = revision
        }
        isUnsaved = true
        wake()
    }

    /// Notes that an object is gone.
    func forget(_ ref: Ref) {
        revision += 1
        touched[ref] = nil
        isUnsaved = true
        wake()
    }

    private func wake() {
        for waiter in waiters.values { waiter.resume() }
        waiters = [:]
    }

    /// Waits until something changes, or a time is over.
    func nextChange(after seen: Int, within seconds: Double) async {
        guard revision == seen, seconds > 0 else { return }
        lastWaiter += 1
        let number = lastWaiter
        let timer = Task {
            try? await Task.sleep(for: .milliseconds(Int64(min(seconds, 3600) * 1000)))
            release(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiters[number] = $0 }
        } onCancel: {
            Task { await self.release(number) }
        }
        timer.cancel()
    }

    private func release(_ number: Int) { waiters.removeValue(forKey: number)?.resume() }

    // MARK: The inventory

    func change(machine ref: Ref, _ body: (inout Machine) -> Void) {
        guard var machine = state.machines[ref.id] else { return }
        body(&machine)
        place(machine)
        touch(ref)
    }

    /// Keeps a machine; who lies where is another only where it moved.
    private func place(_ machine: Machine) {
        let old = state.machines[machine.ref.id]
        let isStill =
            old?.host == machine.host && old?.pool == machine.pool && old?.vmx == machine.vmx && old?.devices == machine.devices
        if !isStill { cachedIndex = nil }
        state.machines[machine.ref.id] = machine
    }

    /// Puts an object back, or a new one in.
    func put(_ entity: any Entity) {
        if let machine = entity as? Machine {
            place(machine)
        } else {
            state.put(entity)
            cachedIndex = nil
        }
        touch(entity.ref)
    }

    /// Takes an object out of the inventory and out of its folder.
    func remove(_ ref: Ref) {
        if let parent = state.entity(ref)?.parent { detach(ref, from: parent) }
        state.remove(ref)
        cachedIndex = nil
        forget(ref)
    }

    func attach(_ child: Ref, to parent: Ref) {
        switch parent.type {
        case "Folder": state.folders[parent.id]?.children.append(child)
        case "ResourcePool": state.pools[parent.id]?.children.append(child)
        default: break
        }
        touch(parent)
    }

    func detach(_ child: Ref, from parent: Ref) {
        switch parent.type {
        case "Folder": state.folders[parent.id]?.children.removeAll { $0 == child }
        case "ResourcePool": state.pools[parent.id]?.children.removeAll { $0 == child }
        case "ComputeResource", "ClusterComputeResource": state.computes[parent.id]?.hosts.removeAll { $0 == child }
        default: break
        }
        touch(parent)
    }

    func machine(_ ref: Ref) throws(Fault) -> Machine {
        guard ref.type == "VirtualMachine", let machine = state.machines[ref.id] else { throw .notFound(ref) }
        return machine
    }

    func host(_ ref: Ref) throws(Fault) -> Host {
        guard ref.type == "HostSystem", let host = state.hosts[ref.id] else { throw .notFound(ref) }
        return host
    }

    func folder(_ ref: Ref) throws(Fault) -> Folder {
        guard ref.type == "Folder", let folder = state.folders[ref.id] else { throw .notFound(ref) }
        return folder
    }

    /// Who lies where.
    struct Placement: Sendable {
        var ofHost: [Ref: [Ref]] = [:]
        var ofPool: [Ref: [Ref]] = [:]
        var ofStore: [Ref: [Ref]] = [:]
        var ofNetwork: [Ref: [Ref]] = [:]
    }

    var placement: Placement {
        if let cachedIndex { return cachedIndex }
        var made = Placement()
        let groups = Dictionary(state.networks.values.map { ($0.ref.id, $0.ref) }, uniquingKeysWith: { first, _ in first })
        for machine in state.machines.values.sorted(by: { $0.ref.id.compared(to: $1.ref.id) }) {
            if let host = machine.host { made.ofHost[host, default: []].append(machine.ref) }
            if let pool = machine.pool { made.ofPool[pool, default: []].append(machine.ref) }
            for store in stores(of: machine) { made.ofStore[store, default: []].append(machine.ref) }
            for network in networks(of: machine, groups) { made.ofNetwork[network, default: []].append(machine.ref) }
        }
        cachedIndex = made
        return made
    }

    /// The datacenter that an object lies in.
    func datacenter(of ref: Ref) -> Datacenter? {
        var place: Ref? = ref
        while let now = place {
            if now.type == "Datacenter" { return state.datacenters[now.id] }
            place = state.entity(now)?.parent
        }
        return nil
    }
}
