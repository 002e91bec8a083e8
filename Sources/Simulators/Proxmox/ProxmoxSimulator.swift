public import SimulatorKit

/// A cluster of Proxmox VE that is not there: its interface over TLS, its guests, its tasks and their times.
public struct ProxmoxSimulator: Sendable {
    /// How it runs.
    public struct Settings: Sendable {
        public var host = "127.0.0.1"
        /// 0 for any that is free.
        public var port = 8006
        public var inventory: Inventory
        /// How many of its seconds pass in one.
        public var speed = 1.0
        /// Where its state is kept; nil for in memory alone.
        public var stateFile: String?

        public init(inventory: Inventory) { self.inventory = inventory }
    }

    /// What can go wrong by name, and what it is.
    public static let faults: [(name: String, meaning: String)] = [
        ("session-expiry", "all tickets end before the next request"), ("server-error", "a request is answered by 500"),
        ("task-hangs", "a task never ends"), ("task-fails", "a task ends with an error, having changed nothing"),
        ("notes-lost", "a backup is made, and its notes cannot be written"),
    ]

    public let server: SimulatorServer
    /// Who may log in: those of the state, where it was read from a file.
    public let users: [Inventory.User]
    public let disturbances: Disturbances
    private let cluster: Cluster
    private let counter: RequestCounter

    /// Listens; requests are answered once ``run()`` is called.
    public init(_ settings: Settings, disturbances: Disturbances = Disturbances()) async throws {
        let time = SimulatedTime(speed: settings.speed)
        cluster = try Cluster(settings.inventory, time: time, disturbances: disturbances, stateFile: settings.stateFile)
        counter = RequestCounter()
        self.disturbances = disturbances
        users = await cluster.state.users
        server = try await SimulatorServer(
            host: settings.host, port: settings.port, identity: try await cluster.identity(),
            service: ProxmoxService(cluster: cluster, time: time, disturbances: disturbances, counter: counter), disturbances: disturbances)
    }

    /// Answers until the task is cancelled.
    public func run() async throws {
        defer { Task { [cluster] in await cluster.abortAll() } }
        try await server.run()
    }

    /// Has nodes not answer from now on, or again.
    public func setAway(_ nodes: Set<String>) async { await cluster.set(away: nodes) }

    /// Has agents keep less of what commands write than they do otherwise, which is 16 MiB.
    public func keepOutput(upTo bytes: Int) async { await cluster.keepOutput(upTo: bytes) }

    /// Has the cluster's high availability manage a guest from now on: `vm:100`, `ct:101`.
    ///
    /// - Throws: where there is no such guest.
    public func manage(_ guest: String) async throws { try await cluster.manage(guest) }

    /// How many requests there were since the last time this was asked, by method and path.
    public func takeCounts() -> [String: Int] {
        defer { counter.reset() }
        return counter.all
    }

    /// Begins to keep requests.
    public func record() { counter.record() }

    /// What was kept.
    public var recorded: [RecordedRequest] { counter.recorded }
}

extension Cluster {
    func set(away nodes: Set<String>) { away = nodes }

    func keepOutput(upTo bytes: Int) { agentOutputLimit = bytes }

    func manage(_ guest: String) throws {
        let (id, found) = try managedGuest(guest)
        state.managed[id] = found.power == .stopped ? "stopped" : "started"
    }
}
