import BuiltServer
import StrataDriverKit
import Testing

extension Tag {
    /// Clients that nobody here wrote.
    @Tag static var proof: Self
    /// Needs root, LXC and the machine's network.
    @Tag static var host: Self
}

/// The clients that `tools/test-clients` fetched.
enum ThirdParty: String {
    case kubectl
    /// Debian 12's.
    case oldKubectl = "kubectl-1.20"
    case helm

    var path: String { "\(BuiltProgram.clients)/bin/\(rawValue)" }
}

/// A client refused what should have worked, or the other way round.
struct Unexpected: Error, CustomStringConvertible {
    var command: Command
    var output: CommandOutput

    var description: String { "\(command) \(output.exit); it wrote: \(output.text)\(output.errorText)" }
}

extension BuiltServer {
    /// Runs kubectl, which must succeed.
    ///
    /// - Returns: what it wrote to standard output.
    @discardableResult
    nonisolated func kubectl(_ arguments: String..., input: String = "", editor: String? = nil) async throws -> String {
        try await succeed(.kubectl, arguments, input: input, environment: editor.map { ["EDITOR": $0] } ?? [:]).text
    }

    /// Runs kubectl, which must fail.
    ///
    /// - Returns: what it wrote to standard error.
    @discardableResult
    nonisolated func refusedKubectl(_ arguments: String..., input: String = "", editor: String? = nil) async throws -> String {
        let command = client(ThirdParty.kubectl.path, arguments, input: input, environment: editor.map { ["EDITOR": $0] } ?? [:])
        let output = try await machine.run(command)
        guard !output.succeeded else { throw Unexpected(command: command, output: output) }
        return output.errorText
    }

    /// Runs Debian's kubectl, which must succeed.
    @discardableResult
    nonisolated func oldKubectl(_ arguments: String..., input: String = "") async throws -> String {
        try await succeed(.oldKubectl, arguments, input: input).text
    }

    /// Runs Helm, which must succeed.
    @discardableResult
    nonisolated func helm(_ arguments: String...) async throws -> String { try await succeed(.helm, arguments).text }

    /// Runs a client, which must succeed.
    nonisolated func succeed(
        _ client: ThirdParty, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> CommandOutput {
        let command = self.client(client.path, arguments, input: input, environment: environment)
        let output = try await machine.run(command)
        guard output.succeeded else { throw Unexpected(command: command, output: output) }
        return output
    }

    /// Starts kubectl to run beside the test.
    nonisolated func runningKubectl(_ arguments: String...) async throws -> RunningProgram {
        try await RunningProgram(client(ThirdParty.kubectl.path, arguments))
    }

    /// Runs one of the Python scripts beside the tests, which must succeed.
    nonisolated func python(_ script: String, _ arguments: String..., input: String = "") async throws -> String {
        let path = "\(BuiltProgram.package)/Tests/ThirdPartyClientTests/Scripts/\(script).py"
        let command = client("\(BuiltProgram.clients)/venv/bin/python", [path] + arguments, input: input)
        let output = try await machine.run(command)
        guard output.succeeded else { throw Unexpected(command: command, output: output) }
        return output.text
    }
}
