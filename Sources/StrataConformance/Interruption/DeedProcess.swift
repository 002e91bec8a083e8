import Glibc
import StrataAPI
public import StrataDriverKit

/// Another process of this machine that does one deed at a site and kills itself in the middle of it, as a power cut would.
///
/// ```
///   this process ──JSON on standard input──▶ other process: connect, set the alarm, do the deed ──▶ exit 0, or SIGKILL
/// ```
public struct DeedProcess: Sendable {
    /// The program and the arguments that make it call ``serve(_:drivers:)`` with its standard input.
    public var command: [String]
    public var stack: String
    /// How the other process connects to the site. It takes this machine for the connection's.
    public var connection: SiteConnection

    public init(command: [String], stack: String, connection: SiteConnection) {
        self.command = command
        self.stack = stack
        self.connection = connection
    }

    /// Has the deed done. Returns whether it was done before the kill.
    ///
    /// - Throws: what the other process said, where it failed by itself.
    public func run(_ deed: Deed, killAfter time: Duration) async throws -> Bool {
        let request: JSONValue = [
            "site": .string(connection.site), "stack": .string(stack), "options": connection.options,
            "stateDirectory": .string(connection.stateDirectory), "server": .string(connection.network?.endpoint.description ?? ""),
            "secrets": .object((connection.network?.secrets ?? [:]).mapValues { .string(Base64.encode($0)) }),
            "deed": deed.json, "killAfterMicroseconds": .int(Int64(time / .microseconds(1))),
        ]
        let output = try await LocalMachine().run(
            Command(
                executable: command[0], arguments: Array(command.dropFirst()), input: request.encoded(), deadline: .seconds(120)))
        switch output.exit {
        case .exited(0): return true
        case .signalled(SIGKILL): return false
        case .exited, .signalled: throw Breach("the other process failed by itself: \(output.errorText.printable(limit: 600))")
        }
    }

    /// What the other process does: reads a request, connects, and does the deed while its alarm runs.
    public static func serve(_ request: [UInt8], drivers: [any Driver.Type]) async throws {
        guard let json = try? JSONValue(parsing: request), let stack = json["stack"]?.string, let site = json["site"]?.string,
            let driver = drivers.first(where: { $0.stack == stack }), let deed = json["deed"].flatMap(Deed.init(json:)),
            let stateDirectory = json["stateDirectory"]?.string, let time = json["killAfterMicroseconds"]?.int, time >= 0
        else { throw Breach("this is no deed of a driver that this program has") }
        let connected = try await driver.connect(
            SiteConnection(
                site: site, machine: LocalMachine(),
                network: HTTPSEndpoint(json["server"]?.string ?? "").map { endpoint in
                    NetworkAccess(
                        endpoint, secrets: (json["secrets"]?.object ?? [:]).compactMapValues { $0.string.flatMap(Base64.decode) })
                }, options: json["options"] ?? .object([:]), stateDirectory: stateDirectory))
        let alarm = Task.detached {
            try await Task.sleep(for: .microseconds(time))
            // Nothing is tidied up and nobody is told.
            kill(getpid(), SIGKILL)
        }
        try await deed.run(on: connected)
        alarm.cancel()
        await connected.close()
    }
}
