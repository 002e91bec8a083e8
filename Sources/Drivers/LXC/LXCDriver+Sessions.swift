import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension LXCDriver: Executing, ConsoleAttaching, LogReading {
    /// See ``Executing/exec(_:_:)``. The command's environment is the container's with the request's added (lxc-attach(1), `--clear-env`).
    ///
    /// A command that does not exist exits with status 127, one that cannot be run with 126.
    public func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession {
        _ = try await existing(id, "run a command in")
        try await requireRunning(id, "run a command in")
        guard !request.command.isEmpty else { throw .refused(.init("run a command in", id.text, answer: "no command was given")) }
        var arguments = ["--clear-env"]
        var environment = request.environment
        if request.terminal != nil, environment["TERM"] == nil { environment["TERM"] = "xterm-256color" }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard !name.isEmpty, !name.contains("=") else {
                throw .refused(.init("run a command in", id.text, answer: "\(name.printable(limit: 80)) is no name for a variable"))
            }
            arguments.append("--set-var=\(name)=\(value)")
        }
        var command = tools.command("lxc-attach", id.text, arguments + ["--"] + request.command)
        command.sensitive = true
        // lxc-attach goes to the caller's directory where the container has one of that name.
        command.workingDirectory = "/"
        let session = try await open(command, terminal: request.terminal, "run a command in", id)
        if !request.hasInput, request.terminal == nil { session.endInput() }
        return session
    }

    /// See ``ConsoleAttaching/console(_:terminal:)``. LXC's own key for leaving, Ctrl-a q, is off: the session is left by ending it.
    public func console(_ id: NativeID, terminal: TerminalSize) async throws(DriverError) -> CommandSession {
        _ = try await existing(id, "attach to the console of")
        try await requireRunning(id, "attach to the console of")
        return try await open(
            tools.command("lxc-console", id.text, ["-t", "0", "-e", "-1"]), terminal: terminal, "attach to the console of", id)
    }

    /// Arguments: the file, lines to show or nothing for all.
    private static let wholeLog = #"{ cat -- "$1.1" 2>/dev/null; cat -- "$1"; } | if [ -n "$2" ]; then tail -n "$2"; else cat; fi"#

    /// See ``LogReading/log(_:tail:follow:)``. The log is what the console showed: at most 2 MB. Following begins in its newer half.
    public func log(_ id: NativeID, tail: Int?, follow: Bool) async throws(DriverError) -> CommandSession {
        let config = try await existing(id, "read the log of")
        guard let file = config.value("lxc.console.logfile"), file.hasPrefix("/") else {
            throw .unavailable(
                .log, because: "the container \(id.text.printable(limit: 80)) keeps no log: its configuration lacks lxc.console.logfile")
        }
        let lines = tail.map { "\(max(0, $0))" }
        let command =
            follow
            ? Command(executable: "tail", arguments: ["-n", lines ?? "+1", "-F", "--", file])
            : Command(executable: "sh", arguments: ["-c", Self.wholeLog, "sh", file, lines ?? ""])
        let session = try await open(command, terminal: nil, "read the log of", id)
        session.endInput()
        return session
    }

    private func open(_ command: Command, terminal: TerminalSize?, _ attempt: String, _ id: NativeID) async throws(DriverError)
        -> CommandSession
    {
        do throws(TransportError) {
            return try await machine.open(command, terminal: terminal)
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }
}
