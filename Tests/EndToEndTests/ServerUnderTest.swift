import StrataDriverKit
import Testing

/// A built server on a free port over a directory of its own, ended and cleaned up whatever happens.
actor ServerUnderTest {
    struct NotReady: Error { var log: String }

    nonisolated let machine = LocalMachine()
    nonisolated let directory: String
    private var session: CommandSession?

    private init(directory: String) { self.directory = directory }

    static func run(_ body: (ServerUnderTest) async throws -> Void) async throws {
        let made = try await LocalMachine().check(Command("mktemp", "-d", "/var/tmp/strata-e2e.XXXXXX")).text
        let directory = String(made.prefix { $0 != "\n" })
        try await LocalMachine().check(Command("chmod", "711", directory))
        let server = ServerUnderTest(directory: directory)
        do {
            try await server.start()
            try await body(server)
            await server.end()
        } catch {
            await server.end()
            throw error
        }
    }

    /// The program that was built beside these tests.
    private static var program: String {
        let binary = CommandLine.arguments.first { $0.contains("/debug/") || $0.contains("/release/") } ?? ""
        return binary.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/strata"
    }

    nonisolated func command(_ arguments: String...) -> Command { command(arguments) }

    nonisolated private func command(_ arguments: [String]) -> Command {
        Command(
            executable: Self.program, arguments: arguments, environment: ["STRATA_KUBECONFIG": "\(directory)/data/kubeconfig"],
            deadline: .seconds(90))
    }

    /// Runs a verb that must succeed.
    nonisolated func strata(_ arguments: String...) async throws {
        _ = try await machine.check(command(arguments))
    }

    nonisolated func phase(of name: String) async throws -> String {
        let output = try await machine.check(command("get", "instance", name, "-o", "json")).text
        let line = output.split(separator: "\n").first { $0.contains("\"phase\"") } ?? ""
        return line.split(separator: "\"").dropFirst(3).first.map(String.init) ?? ""
    }

    nonisolated func waitForPhase(_ phase: String, of name: String) async throws {
        for _ in 0..<600 {
            if try await self.phase(of: name) == phase { return }
            _ = try await machine.run(Command("sleep", "0.05"))
        }
        Issue.record("\(name) did not become \(phase)")
    }

    /// The containers of this machine.
    nonisolated func containers() async throws -> [String] {
        try await machine.check(Command("lxc-ls", "-1")).text.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    }

    /// Starts the server and waits for the line that says it is ready, and for its site.
    func start() async throws {
        let session = try await machine.open(
            Command(
                executable: Self.program, arguments: ["serve", "--data", "\(directory)/data", "--listen", "127.0.0.1:0"]))
        self.session = session
        var log = ""
        for try await chunk in session.output {
            log += String(decoding: chunk.bytes, as: UTF8.self)
            if log.contains("strata is ready") { break }
        }
        guard log.contains("strata is ready") else { throw NotReady(log: log) }
        for _ in 0..<200 {
            let site = try await machine.run(command("get", "site", "local-lxc", "-o", "json"))
            if site.text.contains("\"Ready\"") { return }
            _ = try await machine.run(Command("sleep", "0.05"))
        }
        throw NotReady(log: log)
    }

    /// Ends the server with SIGKILL, as a crash would.
    func kill() async throws {
        guard let pid = try await machine.read("\(directory)/data/lock") else { return }
        let number = String(decoding: pid.prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)
        _ = try await machine.run(Command("kill", "-KILL", number))
        await session?.terminate()
        session = nil
    }

    private func end() async {
        await session?.terminate()
        session = nil
        do {
            let network = Command(executable: Self.program, arguments: ["network", "reset", "--data", "\(directory)/data"])
            _ = try await machine.run(network)
            try await machine.remove(directory)
        } catch {
            Issue.record("the test did not clean up: \(error)")
        }
    }
}
