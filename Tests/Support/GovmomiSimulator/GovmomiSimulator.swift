import BuiltServer
public import StrataAPI
public import StrataDriverKit

/// govmomi's simulator of vSphere, written by others, for the time of a test; `tools/vcsim/build` has built it.
public struct GovmomiSimulator: Sendable {
    public let port: Int
    public let username: String
    public let password: String
    /// Its certificate, as PEM.
    public let certificate: String

    /// Why it did not start.
    public struct Failed: Error, CustomStringConvertible { public let description: String }

    /// Runs a body beside one.
    ///
    /// - Parameter arguments: as `tools/vcsim/main.go` takes them: `-esxi`, `-vms 3`.
    public static func run<Value>(
        _ arguments: [String] = [], _ body: (GovmomiSimulator) async throws -> Value
    ) async throws -> Value {
        let session = try await LocalMachine().open(
            Command(executable: "\(BuiltProgram.package)/.build-tools/vcsim", arguments: arguments, deadline: .seconds(300)), terminal: nil)
        // It ends with its input.
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(try await GovmomiSimulator(session)))
        } catch {
            result = .failure(error)
        }
        await session.terminate()
        return try result.get()
    }

    private init(_ session: CommandSession) async throws {
        var line: [UInt8] = []
        for try await chunk in session.output where chunk.stream == .standardOutput {
            line += chunk.bytes
            if line.last == UInt8(ascii: "\n") { break }
        }
        let json = try JSONValue(parsing: line)
        guard let port = json["port"]?.string.flatMap({ Int($0) }), let username = json["username"]?.string,
            let password = json["password"]?.string, let certificate = json["certificate"]?.string
        else { throw Failed(description: "it said \(json.text)") }
        (self.port, self.username, self.password, self.certificate) = (port, username, password, certificate)
    }

    /// How a site of it is connected to.
    public func connection(_ options: JSONValue = [:], stateDirectory: String = "/var/tmp") -> SiteConnection {
        var connection = SiteConnection(site: "vc", machine: LocalMachine(), options: options, stateDirectory: stateDirectory)
        connection.network = NetworkAccess(
            HTTPSEndpoint(host: "127.0.0.1", port: port),
            secrets: ["username": Array(username.utf8), "password": Array(password.utf8), "ca.crt": Array(certificate.utf8)])
        return connection
    }
}
