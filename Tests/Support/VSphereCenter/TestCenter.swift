import SimulatorKit
public import StrataAPI
public import StrataDriverKit
public import VSphereSimulator

/// A simulated vCenter Server for the time of a test.
public struct TestCenter: Sendable {
    public let simulator: VSphereSimulator
    /// An administrator, and the password.
    public let user: String
    public let password: String

    /// Where it listens.
    public var port: Int { simulator.server.port }
    /// The SHA-256 of its certificate.
    public var fingerprint: String { simulator.server.fingerprint }

    /// Runs a body beside a server.
    ///
    /// - Parameters:
    ///   - speed: how many of its seconds pass in one.
    ///   - change: says what there is at first; ``Inventory/makeESXi()`` makes it a host by itself.
    public static func run<Value>(
        hosts: Int = 3, speed: Double = 20, port: Int = 0, stateFile: String? = nil, _ change: (inout Inventory) -> Void = { _ in },
        _ body: (TestCenter) async throws -> Value
    ) async throws -> Value {
        var inventory = Inventory(hosts: hosts)
        change(&inventory)
        let root = Inventory.User(
            name: inventory.isESXi ? "root" : "administrator@vsphere.local", password: "a password", role: "Administrator")
        inventory.users.insert(root, at: 0)
        var settings = VSphereSimulator.Settings(inventory: inventory)
        settings.port = port
        settings.speed = speed
        settings.stateFile = stateFile
        let simulator = try await VSphereSimulator(settings)
        let center = TestCenter(simulator: simulator, user: root.name, password: root.password)
        let serving = Task { try await simulator.run() }
        let result: Result<Value, any Error>
        do { result = .success(try await body(center)) } catch { result = .failure(error) }
        serving.cancel()
        _ = await serving.result
        return try result.get()
    }

    /// How a site of it is connected to.
    public func connection(_ options: JSONValue = [:]) -> SiteConnection {
        var connection = SiteConnection(site: "vc", machine: LocalMachine(), options: options, stateDirectory: "/var/tmp")
        fill(&connection)
        return connection
    }

    /// Says where it is and how to log in.
    public func fill(_ connection: inout SiteConnection) {
        connection.network = NetworkAccess(
            HTTPSEndpoint(host: "127.0.0.1", port: port),
            secrets: ["username": Array(user.utf8), "password": Array(password.utf8), "fingerprint": Array(fingerprint.utf8)])
    }
}
