public import StrataDriverKit
import Glibc

/// A built `strata serve` on a free port over a directory of its own, ended and cleaned up whatever happens.
public actor BuiltServer {
    public nonisolated let machine = LocalMachine()
    /// The test's own directory. The server's data lies in `data` below it, the home of clients in `home`.
    public nonisolated let directory: String
    private var program: RunningProgram?

    public nonisolated var data: String { directory + "/data" }
    public nonisolated var kubeconfig: String { data + "/kubeconfig" }

    private init(directory: String) { self.directory = directory }

    /// Runs a server while `body` does.
    ///
    /// - Parameter options: beside `--data` and `--listen`. Without discovery no machine is touched.
    public static func run(_ options: [String] = ["--no-discover"], _ body: (BuiltServer) async throws -> Void) async throws {
        try await inDirectory { server in
            try await server.start(options)
            try await body(server)
        }
    }

    /// Makes the directory while `body` runs, and ends what it started; it may not have started a server.
    public static func inDirectory(_ body: (BuiltServer) async throws -> Void) async throws {
        var template = Array("/var/tmp/strata-built.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TransportError.io(path: "/var/tmp", errno: errno) }
        let directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Id-mapped containers pass through it.
        guard chmod(directory, 0o711) == 0 else { throw TransportError.io(path: directory, errno: errno) }
        let server = BuiltServer(directory: directory)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(server))
        } catch {
            outcome = .failure(error)
        }
        await server.program?.terminate()
        try await server.machine.remove(directory)
        try outcome.get()
    }

    /// Starts the server and waits until it says that it is ready.
    public func start(_ options: [String] = ["--no-discover"], environment: [String: String] = [:]) async throws {
        let command = serve(["--data", data, "--listen", "127.0.0.1:0"] + options, environment: environment)
        let program = try await RunningProgram(command)
        self.program = program
        try await program.wait(for: "strata is ready")
    }

    /// What the server has written so far.
    public var log: String { program?.text ?? "" }

    /// Ends the server with SIGTERM, as an operator would.
    ///
    /// - Returns: how it ended.
    public func stop() async throws -> CommandExit? {
        guard let program else { return nil }
        let lock = try await machine.read("\(data)/lock") ?? []
        let pid = String(decoding: lock.prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)
        try await machine.check(Command("kill", "-TERM", pid))
        let exit = try await program.exit()
        self.program = nil
        return exit
    }

    /// `strata serve` with exactly these options, to be run to its end or beside a test.
    public nonisolated func serve(_ options: [String], environment: [String: String] = [:]) -> Command {
        Command(
            executable: BuiltProgram.path, arguments: ["serve"] + options, environment: environment, workingDirectory: directory,
            deadline: .seconds(30))
    }

    /// A client of this server: a program whose environment names the server and a home of its own.
    public nonisolated func client(_ executable: String, _ arguments: [String], input: String = "", environment: [String: String] = [:])
        -> Command
    {
        var variables = [
            "HOME": "\(directory)/home", "KUBECONFIG": kubeconfig, "STRATA_KUBECONFIG": kubeconfig, "TMPDIR": directory,
        ]
        variables.merge(environment) { $1 }
        return Command(
            executable: executable, arguments: arguments, environment: variables, workingDirectory: directory, input: Array(input.utf8),
            deadline: .seconds(90))
    }

    /// Runs a verb of the command, whatever comes of it.
    public nonisolated func strata(_ arguments: String..., input: String = "") async throws -> CommandOutput {
        try await machine.run(client(BuiltProgram.path, arguments, input: input))
    }

    /// Writes a file in the test's directory.
    ///
    /// - Returns: its path.
    @discardableResult
    public nonisolated func file(_ name: String, _ text: String, mode: UInt32 = 0o644) async throws -> String {
        let path = "\(directory)/\(name)"
        try await machine.makeDirectory(path.split(separator: "/").dropLast().map { "/\($0)" }.joined())
        try await machine.write(path, Array(text.utf8), mode: mode)
        return path
    }
}

/// Waits until a condition holds, looking again and again.
///
/// - Returns: whether it came to hold in time.
public func eventually(within limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
