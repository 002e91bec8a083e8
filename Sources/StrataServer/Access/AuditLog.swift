import Glibc
import Logging
import StrataAPI
import Synchronization

/// One line of JSON per change that somebody made or tried to make: `DIR/audit.log`, and the files before it as `audit.log.1` and so on.
final class AuditLog: Sendable {
    private struct State {
        var file: CInt
        var size: Int
    }

    private let path: String
    private let limit: Int
    private let generations: Int
    private let state: Mutex<State>
    private let logger: Logger
    private let metrics: ServerMetrics

    /// Opens the log for appending.
    ///
    /// - Parameters:
    ///   - limit: bytes after which a new file is begun.
    ///   - generations: how many earlier files are kept.
    init(path: String, limit: Int = 16 << 20, generations: Int = 4, metrics: ServerMetrics, logger: Logger) throws(ServerError) {
        self.path = path
        self.limit = limit
        self.generations = generations
        self.logger = logger
        self.metrics = metrics
        let file = Self.open(path)
        guard file >= 0 else { throw .file(path: path, detail: String(cString: strerror(errno))) }
        state = Mutex(State(file: file, size: Self.size(of: file)))
    }

    deinit {
        state.withLock { _ = close($0.file) }
    }

    /// Adds a line. A log that cannot be written is reported and counted, and stops nobody.
    func record(_ entry: [String: JSONValue]) {
        var line = JSONValue.object(entry).encoded()
        line.append(UInt8(ascii: "\n"))
        let failure = state.withLock { state -> String? in
            if state.size > 0, state.size + line.count > limit { rotate(&state) }
            do throws(ServerError) {
                try PrivateFile.writeAll(line, to: state.file, path: path)
                state.size += line.count
                return nil
            } catch {
                return "\(error)"
            }
        }
        if let failure {
            metrics.lostAuditLines.add(1, ordering: .relaxed)
            logger.error("the audit log cannot be written", metadata: ["reason": "\(failure)"])
        }
    }

    private func rotate(_ state: inout State) {
        for generation in stride(from: generations - 1, through: 1, by: -1) { rename("\(path).\(generation)", "\(path).\(generation + 1)") }
        guard rename(path, "\(path).1") == 0 else { return }
        let file = Self.open(path)
        guard file >= 0 else { return }
        close(state.file)
        state = State(file: file, size: 0)
    }

    private static func open(_ path: String) -> CInt {
        Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }

    private static func size(of file: CInt) -> Int {
        var info = stat()
        return fstat(file, &info) == 0 ? Int(info.st_size) : 0
    }
}
