public import ProxmoxSimulator
import SimulatorKit
public import StrataAPI
public import StrataDriverKit

/// A simulated cluster of Proxmox VE for the time of a test.
public struct TestCluster: Sendable {
    public let simulator: ProxmoxSimulator
    public let password: String
    /// `USER!NAME=SECRET`, of an administrator.
    public let token: String

    /// The token's secret alone.
    public var secret: String { String(token.split(separator: "=").last ?? "") }

    /// Where it listens.
    public var port: Int { simulator.server.port }

    /// Runs a body beside a cluster.
    ///
    /// - Parameters:
    ///   - speed: how many of its seconds pass in one.
    ///   - change: says what there is at first.
    public static func run<Value>(
        nodes: Int = 3, speed: Double = 20, port: Int = 0, stateFile: String? = nil, _ change: (inout Inventory) -> Void = { _ in },
        _ body: (TestCluster) async throws -> Value
    ) async throws -> Value {
        var inventory = Inventory(nodes: nodes)
        let secret = UID.random().text
        var root = Inventory.User(name: "root@pam", password: "a password", role: "Administrator")
        root.tokens = ["test": secret]
        inventory.users = [root]
        change(&inventory)
        var settings = ProxmoxSimulator.Settings(inventory: inventory)
        settings.port = port
        settings.speed = speed
        settings.stateFile = stateFile
        let simulator = try await ProxmoxSimulator(settings)
        // Those of a state that was there are older than this one's.
        let known = simulator.users.first?.tokens["test"] ?? secret
        let cluster = TestCluster(simulator: simulator, password: root.password, token: "root@pam!test=\(known)")
        let serving = Task { try await simulator.run() }
        let result: Result<Value, any Error>
        do { result = .success(try await body(cluster)) } catch { result = .failure(error) }
        serving.cancel()
        _ = await serving.result
        return try result.get()
    }

    /// Has the cluster's high availability manage a guest: `vm:100`.
    public func manage(_ guest: String) async throws { try await simulator.manage(guest) }

    /// How a site of it is connected to, by its token.
    public func connection(_ options: JSONValue = [:]) -> SiteConnection {
        var connection = SiteConnection(site: "pve", machine: LocalMachine(), options: options, stateDirectory: "/var/tmp")
        fill(&connection)
        return connection
    }

    /// Says where it is and how to log in.
    public func fill(_ connection: inout SiteConnection) {
        connection.network = NetworkAccess(
            HTTPSEndpoint(host: "127.0.0.1", port: port),
            secrets: ["token": Array(token.utf8), "fingerprint": Array(simulator.server.fingerprint.utf8)])
    }
}
