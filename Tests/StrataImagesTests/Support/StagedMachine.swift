import StrataDriverKit
import Synchronization

/// This machine with one program played by a shell script, and with a note of all programs that were started.
final class StagedMachine: Machine {
    private let local = LocalMachine()
    private let program: String
    private let script: String
    private let hidden: [String]
    private let started = Mutex<[String]>([])

    /// - Parameters:
    ///   - program: the program that is not started; the script is, with its arguments.
    ///   - hidden: paths at which there is nothing.
    init(program: String = "", script: String = "", hidden: [String] = []) {
        self.program = program
        self.script = script
        self.hidden = hidden
    }

    /// How often a program was started.
    func starts(of program: String) -> Int { started.withLock { $0.filter { $0 == program }.count } }

    var name: String { "stage" }
    var isLocal: Bool { true }

    func run(_ command: Command) async throws(TransportError) -> CommandOutput { try await local.run(staged(command)) }

    func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession {
        try await local.open(staged(command), terminal: terminal)
    }

    func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? {
        hidden.contains(path) ? nil : try await local.read(path, limit: limit)
    }

    func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) {
        try await local.write(path, bytes, mode: mode)
    }
    func list(_ directory: String) async throws(TransportError) -> [FileEntry] { try await local.list(directory) }
    func exists(_ path: String) async throws(TransportError) -> Bool { try await local.exists(path) }
    func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) { try await local.makeDirectory(path, mode: mode) }
    func remove(_ path: String) async throws(TransportError) { try await local.remove(path) }

    func upload(
        _ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try await local.upload(localPath, to: path, mode: mode, progress: progress)
    }

    func download(
        _ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {
        try await local.download(path, to: localPath, mode: mode, progress: progress)
    }

    func close() async {}

    private func staged(_ command: Command) throws(TransportError) -> Command {
        started.withLock { $0.append(command.executable) }
        guard command.executable == program else { return command }
        guard !script.isEmpty else { throw .notFound(executable: program) }
        var command = command
        command.executable = "sh"
        command.arguments = ["-c", script, program] + command.arguments
        return command
    }
}
