import StrataAPI
import StrataDriverKit
import Synchronization

/// The machines of a stack that exists only here, and what is wrong with it. All connections to a site share one, by the site's name.
final class Laboratory: Sendable {
    struct State {
        var machines: [NativeID: ObservedInstance] = [:]
        var snapshots: [NativeID: [ObservedSnapshot]] = [:]
        /// Machines that a call works on now, and those on which two did at once.
        var busy: Set<NativeID> = []
        var collisions: Set<NativeID> = []
        /// Each call in order, as `start web`.
        var calls: [String] = []
        /// What the next calls of a name answer instead of being carried out.
        var faults: [String: [DriverError]] = [:]
        /// Whether calls get no answer until they are cancelled.
        var hangs = false
        /// The same of some calls alone, by name.
        var hanging: Set<String> = []
        /// What the site says that it can do, and cannot.
        var support: [Ability: Support] = [:]
        /// Backups, by their names: whose they are, and of which machine.
        var backups: [BackupID: (owner: UID, machine: NativeID)] = [:]
        /// Whether a machine ends as soon as it was started.
        var machinesEndAtOnce = false
        /// Whether changes are taken without any effect.
        var refusesChanges = false
        /// By whose order networks and volumes are there, and who has them.
        var networks: [UID: [UID]] = [:]
        var volumes: [UID: [UID]] = [:]
    }

    private let state = Mutex(State())
    private static let all = Mutex<[String: Laboratory]>([:])

    /// The laboratory behind a site's name, made when it is first asked for.
    static func of(_ site: String) -> Laboratory {
        all.withLock { all in
            if let known = all[site] { return known }
            let new = Laboratory()
            all[site] = new
            return new
        }
    }

    func change<Value>(_ body: (inout sending State) -> sending Value) -> sending Value { state.withLock(body) }

    var machines: [NativeID: ObservedInstance] { state.withLock { $0.machines } }

    var calls: [String] { state.withLock { $0.calls } }

    func calls(_ verb: String) -> [String] { calls.filter { $0.hasPrefix("\(verb) ") } }

    /// A machine that nobody told Strata of.
    func add(_ id: String, _ power: PowerState = .running, owner: UID? = nil) {
        state.withLock {
            $0.machines[NativeID(id)] = ObservedInstance(id: NativeID(id), owner: owner, type: .container, power: power, host: "lab")
        }
    }

    /// Notes where two calls work on one machine at the same time.
    func work<Value>(on id: NativeID, _ body: () async throws(DriverError) -> Value) async throws(DriverError) -> Value {
        state.withLock { if !$0.busy.insert(id).inserted { $0.collisions.insert(id) } }
        defer { state.withLock { _ = $0.busy.remove(id) } }
        // Long enough for others to come in, if they may.
        try? await Task.sleep(for: .milliseconds(10))
        return try await body()
    }

    /// A machine ends by itself.
    func end(_ id: String, _ exit: Instance.Exit?) {
        state.withLock {
            $0.machines[NativeID(id)]?.power = .stopped
            $0.machines[NativeID(id)]?.exit = exit
        }
    }

    /// Somebody changes a machine behind Strata's back.
    func setMemory(_ id: String, _ memory: Quantity?, by change: ForeignChange? = nil) {
        state.withLock {
            $0.machines[NativeID(id)]?.lastChange = change
            $0.machines[NativeID(id)]?.memory = memory
            $0.machines[NativeID(id)]?.settings = memory?.text ?? "none"
        }
    }

    /// Notes a call, then answers it as the state says.
    func enter(_ verb: String, _ object: String = "") async throws(DriverError) {
        let hangs = state.withLock { state in
            state.calls.append("\(verb) \(object)")
            return state.hangs || state.hanging.contains(verb)
        }
        if hangs {
            // Until the caller gives up, as a connection does whose other side is gone.
            while (try? await Task.sleep(for: .seconds(3600))) != nil {}
            throw .cancelled
        }
        if let fault = state.withLock({ $0.faults[verb]?.isEmpty == false ? $0.faults[verb]?.removeFirst() : nil }) { throw fault }
    }
}

/// Speaks to a ``Laboratory``.
struct LaboratoryDriver: Driver, Pausing, Comparing, Snapshotting, Cloning, Exporting {
    static let stack = "laboratory"
    static let types: [InstanceType] = [.container]
    static var options: Shape { Shape(.any) }

    let laboratory: Laboratory

    static func probe(_ machine: any Machine) async -> Support { .yes }

    static func connect(_ connection: SiteConnection) async throws(DriverError) -> LaboratoryDriver {
        let laboratory = Laboratory.of(connection.site)
        try await laboratory.enter("connect")
        return LaboratoryDriver(laboratory: laboratory)
    }

    func survey() async throws(DriverError) -> Survey {
        try await laboratory.enter("survey")
        return Survey(version: "1", support: laboratory.change { $0.support }, hosts: [HostFacts(name: "lab", status: Host.Status())])
    }

    func list() async throws(DriverError) -> [ObservedInstance] {
        try await laboratory.enter("list")
        return laboratory.machines.values.sorted { $0.id.text < $1.id.text }
    }

    func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        try await laboratory.enter("observe", id.text)
        return laboratory.machines[id]
    }

    func create(_ order: Order) async throws(DriverError) -> NativeID {
        try await laboratory.enter("create", order.name.name)
        try attach(order)
        return laboratory.change { state in
            if let known = state.machines.values.first(where: { $0.owner == order.uid }) { return known.id }
            let id = NativeID(order.name.name)
            state.machines[id] = ObservedInstance(
                id: id, owner: order.uid, type: order.type, power: .stopped, host: "lab", memory: order.memory)
            state.machines[id]?.settings = order.memory?.text ?? "none"
            return id
        }
    }

    func start(_ id: NativeID) async throws(DriverError) {
        try await laboratory.work(on: id) { () async throws(DriverError) in
            try await laboratory.enter("start", id.text)
            laboratory.change {
                $0.machines[id]?.power = $0.machinesEndAtOnce ? .stopped : .running
                $0.machines[id]?.exit = nil
            }
        }
    }

    func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        try await laboratory.enter("stop", id.text)
        laboratory.change { $0.machines[id]?.power = .stopped }
    }

    func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        try await laboratory.enter("delete", id.text)
        detach(owner)
        laboratory.change { state in
            if state.machines[id]?.owner == owner { state.machines[id] = nil }
        }
    }

    func pause(_ id: NativeID) async throws(DriverError) {
        try await laboratory.enter("pause", id.text)
        laboratory.change { $0.machines[id]?.power = .paused }
    }

    func resume(_ id: NativeID) async throws(DriverError) {
        try await laboratory.enter("resume", id.text)
        laboratory.change { $0.machines[id]?.power = .running }
    }

    func update(_ id: NativeID, to order: Order) async throws(DriverError) -> [String] {
        try await laboratory.enter("update", id.text)
        try attach(order)
        if let owner = laboratory.machines[id]?.owner, !order.mayHave(notedAs: owner) {
            throw .notOwned(.init("update", id.text, answer: "it belongs to the instance with the UID \(owner)"))
        }
        laboratory.change { state in
            state.machines[id]?.owner = order.uid
            state.machines[id]?.ownerServer = order.server
        }
        if !laboratory.change({ $0.refusesChanges }) { laboratory.setMemory(id.text, order.memory) }
        return []
    }

    func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        try await laboratory.enter("snapshots", id.text)
        return laboratory.change { $0.snapshots[id] ?? [] }
    }

    func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        try await laboratory.work(on: id) { () async throws(DriverError) in
            try await laboratory.enter("takeSnapshot", id.text)
            return laboratory.change { state in
                let snapshot = SnapshotID(order.uid.text)
                if state.snapshots[id]?.contains(where: { $0.id == snapshot }) != true {
                    state.snapshots[id, default: []].append(
                        ObservedSnapshot(id: snapshot, owner: order.uid, createdAt: .now(), size: Quantity(bytes: 4096)))
                }
                return snapshot
            }
        }
    }

    func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        try await laboratory.work(on: id) { () async throws(DriverError) in
            try await laboratory.enter("revert", id.text)
            laboratory.change { $0.machines[id]?.power = .stopped }
        }
    }

    func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        try await laboratory.enter("deleteSnapshot", id.text)
        laboratory.change { state in state.snapshots[id]?.removeAll { $0.id == snapshot && $0.owner == owner } }
    }

    func clone(_ order: Order, of source: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> NativeID {
        try await laboratory.work(on: source) { () async throws(DriverError) in
            try await laboratory.enter("clone", "\(source) as \(order.name.name)")
            return try await create(order)
        }
    }

    func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        try await laboratory.enter("export", id.text)
        let part = MachineExport.Part(name: "rootfs.tar", form: .rootFileSystem) { () async throws(DriverError) in
            do throws(TransportError) {
                return try await LocalMachine().open(Command("echo", "the disk"))
            } catch {
                throw .failed(.init("export", id.text, answer: "\(error)"))
            }
        }
        return MachineExport(parts: [part], architecture: "x86_64", command: ["/sbin/init"], stopSignal: "SIGTERM") {
            _ = try? await laboratory.enter("close", id.text)
        }
    }

    func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        try await laboratory.enter("compare", id.text)
        guard let machine = laboratory.machines[id], machine.memory != order.memory else { return [] }
        func json(_ memory: Quantity?) -> JSONValue { memory.map { .string($0.text) } ?? .null }
        return [SettingChange("spec.memory", wanted: json(order.memory), found: json(machine.memory), needsRestart: false)]
    }

    func close() async {}
}
