import Glibc
import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Executing, ConsoleAttaching, LogReading {
    /// See ``Executing/exec(_:_:)``. The command runs as root, with the instance's environment and the request's. When the session is ended early, the
    /// command is killed, and what it started is not.
    ///
    /// A command that does not exist exits with status 127.
    public func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession {
        let attempt = "run a command in"
        try check(id, attempt)
        let record = try await existing(id, attempt)
        guard record.power == .running else {
            throw .refused(
                .init(
                    attempt, id.text, answer: record.power == .paused ? "it is paused" : "it is not running",
                    hint: record.power == .paused ? "Resume it first" : "Start it first"))
        }
        guard !request.command.isEmpty else { throw .refused(.init(attempt, id.text, answer: "no command was given")) }
        var environment = (record.tag?.environment ?? [:]).filter { !FirstProcess.canHold($0.value) }
        if request.terminal != nil { environment["TERM"] = "xterm-256color" }
        environment.merge(request.environment) { $1 }
        for name in environment.keys where name.isEmpty || name.contains("=") {
            throw .refused(.init(attempt, id.text, answer: "\(name.printable(limit: 80)) is no name for a variable"))
        }
        let size = request.terminal.map { (columns: Int($0.columns), rows: Int($0.rows)) }
        let client = try await door.client(attempt, id.text)
        let session = try await ask(attempt, id.text) {
            try await $0.exec(id.text, request.command, environment: environment, terminal: size)
        }
        let stream = DaemonSession(client: client, session: session, isTerminal: size != nil, hasInput: request.hasInput || size != nil)
        return stream.open { try await client.exit(of: session) }
    }

    /// See ``ConsoleAttaching/console(_:terminal:)``. The daemon lets one session at a time.
    public func console(_ id: NativeID, terminal: TerminalSize) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the console of"
        try check(id, attempt)
        guard try await !existing(id, attempt).isOff else {
            throw .refused(.init(attempt, id.text, answer: "it is not running", hint: "Start it first"))
        }
        let client = try await door.client(attempt, id.text)
        let session = try await ask(attempt, id.text) {
            try await $0.console(id.text, columns: Int(terminal.columns), rows: Int(terminal.rows))
        }
        return DaemonSession(client: client, session: session, isTerminal: true, hasInput: true, isConsole: true).open { 0 }
    }

    /// See ``LogReading/log(_:tail:follow:)``. It is what the console showed: as much as the daemon keeps, and following looks at it twice a second.
    public func log(_ id: NativeID, tail: Int?, follow: Bool) async throws(DriverError) -> CommandSession {
        let attempt = "read the log of"
        try check(id, attempt)
        guard try await !existing(id, attempt).isVirtualMachine else {
            throw .unavailable(.log, because: "the daemon keeps no log of a virtual machine's console")
        }
        let client = try await door.client(attempt, id.text)
        return CommandSession.carried { (ends) async throws(TransportError) in
            do {
                try await Self.show(id.text, client, ConsoleLog(tail: tail), follow: follow, ends)
                return .exited(0)
            } catch is CancellationError {
                throw .cancelled
            } catch {
                _ = await ends.write(Array("\(error)\n".utf8), to: .standardError)
                return .exited(1)
            }
        }
    }

    private static func show(_ name: String, _ client: LXDClient, _ log: ConsoleLog, follow: Bool, _ ends: SessionEnds) async throws {
        var log = log
        repeat {
            let content = try await consoleLog(name, client)
            guard await ends.write(log.news(in: content), to: .standardOutput) else { throw CancellationError() }
            if follow { try await Task.sleep(for: .milliseconds(500)) }
        } while follow
    }

    private static func consoleLog(_ name: String, _ client: LXDClient) async throws -> [UInt8] {
        var content: [UInt8] = []
        do {
            try await client.download(LXDTarget.instance(name, "/console")) { bytes in
                content += bytes
                if content.count > 16 << 20 { content.removeFirst(content.count - 8 << 20) }
            }
        } catch LXDError.refused(let request, let code, let reason) {
            // An instance that never ran has no log.
            guard code == 404 || code == 400 || code == 500 else { throw LXDError.refused(request: request, code: code, reason: reason) }
            guard try await !client.send(.get, LXDTarget.instance(name)).metadata.isNull else { return [] }
        }
        return content
    }
}

/// What of a log that is read again and again was not shown yet. The daemon keeps the end of it only.
struct ConsoleLog: Sendable {
    private var last: [UInt8] = []
    private var tail: Int?
    private var isFirst = true

    init(tail: Int?) { self.tail = tail }

    mutating func news(in content: [UInt8]) -> [UInt8] {
        defer { last = content }
        if isFirst {
            isFirst = false
            return tail.map { Self.lines(content, $0) } ?? content
        }
        if content.starts(with: last) { return Array(content.dropFirst(last.count)) }
        // The beginning was dropped: what is new follows the end of what was shown.
        let end = Array(last.suffix(256))
        guard !end.isEmpty, content.count >= end.count else { return content }
        for start in stride(from: content.count - end.count, through: 0, by: -1) where content[start..<start + end.count].elementsEqual(end) {
            return Array(content[(start + end.count)...])
        }
        return content
    }

    /// The last lines.
    static func lines(_ content: [UInt8], _ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var left = count
        var start = content.endIndex
        if content.last == 0x0A { start -= 1 }
        while start > content.startIndex {
            if content[start - 1] == 0x0A {
                left -= 1
                if left == 0 { break }
            }
            start -= 1
        }
        return Array(content[start...])
    }
}
