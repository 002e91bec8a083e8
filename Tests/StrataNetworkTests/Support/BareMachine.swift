import StrataDriverKit

/// A remote machine on which there are no programs and no files.
struct BareMachine: Machine {
    var name: String { "bare" }
    var isLocal: Bool { false }

    func run(_ command: Command) async throws(TransportError) -> CommandOutput { throw .notFound(executable: command.executable) }

    func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession {
        throw .notFound(executable: command.executable)
    }

    func read(_ path: String, limit: Int) async throws(TransportError) -> [UInt8]? { nil }
    func write(_ path: String, _ bytes: [UInt8], mode: UInt32) async throws(TransportError) {}
    func list(_ directory: String) async throws(TransportError) -> [FileEntry] { [] }
    func exists(_ path: String) async throws(TransportError) -> Bool { false }
    func makeDirectory(_ path: String, mode: UInt32) async throws(TransportError) {}
    func remove(_ path: String) async throws(TransportError) {}

    func upload(
        _ localPath: String, to path: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {}

    func download(
        _ path: String, to localPath: String, mode: UInt32, progress: (@Sendable (Int) -> Void)?
    ) async throws(TransportError) {}

    func close() async {}
}
