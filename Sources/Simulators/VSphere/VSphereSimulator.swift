public import SimulatorKit

/// A vCenter Server, or an ESXi host, that is not there: its interface over TLS, its inventory, its tasks and their times.
public struct VSphereSimulator: Sendable {
    /// How it runs.
    public struct Settings: Sendable {
        public var host = "127.0.0.1"
        /// 0 for any that is free.
        public var port = 8989
        public var inventory: Inventory
        /// How many of its seconds pass in one.
        public var speed = 1.0
        /// Where its state is kept; nil for in memory alone.
        public var stateFile: String?

        public init(inventory: Inventory) { self.inventory = inventory }
    }

    /// What can go wrong by name, and what it is.
    public static let faults: [(name: String, meaning: String)] = [
        ("session-expiry", "all sessions end before the next request"), ("server-error", "a request is answered by 503"),
        ("task-hangs", "a task runs for ever"), ("task-fails", "a task ends with SystemError, having changed nothing"),
        ("host-away", "a host stops responding, with its machines"),
        ("rest-away", "the REST interface answers that it is not available"),
    ]

    public let server: SimulatorServer
    /// Who may log in: those of the state, where it was read from a file.
    public let users: [Inventory.User]
    public let disturbances: Disturbances
    private let center: Center
    private let counter: RequestCounter

    /// Listens; requests are answered once ``run()`` is called.
    public init(_ settings: Settings, disturbances: Disturbances = Disturbances()) async throws {
        let time = SimulatedTime(speed: settings.speed)
        center = try Center(settings.inventory, time: time, disturbances: disturbances, stateFile: settings.stateFile)
        counter = RequestCounter()
        self.disturbances = disturbances
        users = await center.state.users
        server = try await SimulatorServer(
            host: settings.host, port: settings.port, identity: try await center.identity(),
            service: VSphereService(center: center, time: time, disturbances: disturbances, counter: counter), disturbances: disturbances)
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        await center.listens(at: "\(host):\(server.port)", sha1: server.sha1, sha256: server.fingerprint)
    }

    /// Answers until the task is cancelled.
    public func run() async throws {
        do {
            try await server.run()
        } catch {
            await center.end()
            throw error
        }
        await center.end()
    }

    /// Has hosts not answer, or answer again, by name.
    ///
    /// - Returns: whether there is such a host.
    @discardableResult
    public func setConnected(_ isConnected: Bool, host name: String) async -> Bool {
        guard let ref = await center.sortedHosts.first(where: { $0.name == name })?.ref else { return false }
        do { try await center.connect(ref, isConnected ? "connected" : "notResponding", user: "") } catch { return false }
        return true
    }

    /// How many requests there were since the last time this was asked, by method.
    public func takeCounts() -> [String: Int] { counter.take() }
}
