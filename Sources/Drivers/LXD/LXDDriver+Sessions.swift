import Glibc
import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Executing, ConsoleAttaching {
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
        let lingers = LingeringCommand.isNeeded(product: facts.product, version: facts.version)
        let command = lingers ? LingeringCommand.words(request.command, onTerminal: size != nil) : request.command
        let session = try await ask(attempt, id.text) {
            try await $0.exec(id.text, command, environment: environment, terminal: size)
        }
        let stream = DaemonSession(
            client: client, session: session, isTerminal: size != nil, hasInput: request.hasInput || size != nil,
            endSignal: lingers && size == nil ? SIGTERM : SIGKILL)
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
}
