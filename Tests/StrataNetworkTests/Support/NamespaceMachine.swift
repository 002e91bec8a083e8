import StrataDriverKit

/// This machine as it looks from inside a network namespace: files are the machine's, commands and kernel settings the namespace's.
struct NamespaceMachine: Machine {
    let namespace: String
    /// Whether to pass for a machine that only commands reach.
    var isLocal = true
    private let local = LocalMachine()

    init(namespace: String) { self.namespace = namespace }

    var name: String { namespace }

    func run(_ command: Command) async throws(TransportError) -> CommandOutput { try await local.run(inside(command)) }

    func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession {
        try await local.open(inside(command), terminal: terminal)
    }

    func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? {
        guard path.hasPrefix("/sys/") || path.hasPrefix("/proc/sys/net/") else { return try await local.read(path, limit: limit) }
        let output = try await run(Command("cat", path))
        return output.succeeded ? output.output : nil
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

    private func inside(_ command: Command) -> Command {
        var command = command
        command.arguments = ["netns", "exec", namespace, command.executable] + command.arguments
        command.executable = "ip"
        return command
    }
}
