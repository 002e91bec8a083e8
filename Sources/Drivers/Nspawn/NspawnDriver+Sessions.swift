import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver: Executing, ConsoleAttaching, LogReading {
    /// Arguments: how many files, files that take a process into a control group, then a command. What a command may use is bounded by the machine's limits.
    private static let joinScript =
        #"n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ >"$1"; shift; n=$((n - 1)); done 2>/dev/null; exec "$@""#

    /// See ``Executing/exec(_:_:)``. The command runs as root in the machine's namespaces and control groups; its environment is the machine's with the
    /// request's added.
    ///
    /// A command that does not exist exits with status 127, one that cannot be run with 126 (nsenter(1)).
    public func exec(_ id: NativeID, _ request: ExecRequest) async throws(DriverError) -> CommandSession {
        let attempt = "run a command in"
        let (running, definition) = try await active(id, attempt)
        guard !request.command.isEmpty else { throw .refused(.init(attempt, id.text, answer: "no command was given")) }
        guard let leader = running.leader else { throw .failed(.init(attempt, id.text, answer: "its first process does not run yet")) }
        var environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "USER": "root", "LANG": "C.UTF-8",
            "container": "systemd-nspawn",
        ]
        if request.terminal != nil { environment["TERM"] = "xterm-256color" }
        environment.merge(definition?.environment ?? [:]) { $1 }
        environment.merge(request.environment) { $1 }
        for name in environment.keys where name.isEmpty || name.contains("=") {
            throw .refused(.init(attempt, id.text, answer: "\(name.printable(limit: 80)) is no name for a variable"))
        }
        let groups = try await groups(of: leader, id)
        // env finds nsenter by its path, since it is to find nothing of this host's afterwards.
        let enter =
            ["/usr/bin/env", "-i"] + environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            + ["/usr/bin/nsenter", "--target", "\(leader)", "--all", "--"]
        var command = tools.script(Self.joinScript, ["\(groups.count)"] + groups + enter + request.command)
        command.sensitive = true
        command.workingDirectory = "/"
        let session = try await tools.open(command, terminal: request.terminal, attempt, id.text)
        if !request.hasInput, request.terminal == nil { session.endInput() }
        return session
    }

    /// The files that take a process into the control groups of a machine's first process.
    private func groups(of leader: Int, _ id: NativeID) async throws(DriverError) -> [String] {
        let bytes = try await tools.read("/proc/\(leader)/cgroup", "run a command in", id.text) ?? []
        return facts.layout.groups(in: String(decoding: bytes, as: UTF8.self)).map { "\($0)/cgroup.procs" }
    }

    /// Arguments: the console's log, the pipe into it, nspawn's process. Ends when the machine does. nspawn would end the machine at three Ctrl-] in a
    /// second, so it does not get any.
    private static let consoleScript = #"""
        [ ! -t 0 ] || stty raw -echo
        exec 3<&0
        { tail -c 0 --pid="$3" -f -- "$1"; kill "$$"; } & t=$!
        trap 'kill "$t" 2>/dev/null; exit 0' TERM
        stdbuf -o0 tr -d '\035' <&3 >"$2" &
        wait "$t"
        """#

    /// See ``ConsoleAttaching/console(_:terminal:)``. What is typed goes to nspawn, what the machine shows comes from its log: any number may be attached.
    public func console(_ id: NativeID, terminal: TerminalSize) async throws(DriverError) -> CommandSession {
        let attempt = "attach to the console of"
        let (running, definition) = try await active(id, attempt)
        guard let definition, definition.origin == .created, let process = running.process else {
            throw .unavailable(
                .console, because: "the console of a machine that Strata did not make is nspawn's own: machinectl login \(id.text)")
        }
        let side = places.side(definition.uid)
        return try await tools.open(
            tools.script(Self.consoleScript, [side.log, side.input, "\(process)"]), terminal: terminal, attempt, id.text)
    }

    /// Arguments: the file, lines to show or nothing for all.
    private static let wholeLog = #"{ cat -- "$1.1" 2>/dev/null; cat -- "$1"; } | if [ -n "$2" ]; then tail -n "$2"; else cat; fi"#

    /// See ``LogReading/log(_:tail:follow:)``. Where the machine runs systemd, the log is its journal; else it is what the console showed: at most 2 MB,
    /// and following begins in its newer half.
    public func log(_ id: NativeID, tail: Int?, follow: Bool) async throws(DriverError) -> CommandSession {
        let attempt = "read the log of"
        let definition = try await existing(id, attempt)
        let lines = tail.map { "\(max(0, $0))" }
        if definition?.boots ?? true, let leader = try await supervisor.running(id.text, definition)?.leader,
            try await hasJournal(leader, id)
        {
            return try await exec(id, ExecRequest(command: Self.journal(lines, follow: follow)))
        }
        guard let definition, definition.origin == .created else {
            throw .unavailable(
                .log, because: "\(id.text.printable(limit: 80)) keeps its log in its own journal, which is read while it runs")
        }
        let file = places.side(definition.uid).log
        let command =
            follow
            ? Command(executable: "tail", arguments: ["-n", lines ?? "+1", "-F", "--", file])
            : tools.script(Self.wholeLog, [file, lines ?? ""])
        let session = try await tools.open(command, attempt, id.text)
        session.endInput()
        return session
    }

    private static func journal(_ lines: String?, follow: Bool) -> [String] {
        ["journalctl", "--no-pager", "--quiet", "--output=short-iso", "--lines=\(lines ?? "all")"] + (follow ? ["--follow"] : [])
    }

    /// Whether systemd runs in a machine, and its journal with it.
    private func hasJournal(_ leader: Int, _ id: NativeID) async throws(DriverError) -> Bool {
        try await tools.exists("/proc/\(leader)/root/run/systemd/journal/socket", "read the log of", id.text)
    }
}
