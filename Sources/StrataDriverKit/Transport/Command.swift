/// One program to run on a ``Machine``, with everything that bounds it.
///
/// The arguments form a vector: no shell ever splits or expands them, on any machine.
public struct Command: Sendable, Hashable {
    /// The program: a path if it holds a slash, else a name looked up in `PATH`.
    public var executable: String
    /// The arguments after the program's own name. None may hold a NUL byte.
    public var arguments: [String]
    /// Variables added to the small clean environment each command gets (`PATH` with the sbin directories,
    /// `LANG=C.UTF-8`, `HOME`, and `TERM` on a terminal). A variable named here replaces that one.
    ///
    /// Over SSH these values are visible in the remote process list; give secrets as ``input``.
    public var environment: [String: String]
    /// Variables of that clean environment that the command does not get.
    public var unset: Set<String>
    /// The absolute directory to run in; `nil` means `/` on this machine and the login directory over SSH.
    public var workingDirectory: String?
    /// Bytes for standard input, which is then closed. Ignored by ``Machine/open(_:terminal:)`` and ``Machine/lines(_:limit:)``.
    public var input: [UInt8]
    /// How long the command may take before it and everything it started is ended.
    /// It bounds ``Machine/run(_:)`` only: sessions live as long as their owner holds them.
    public var deadline: Duration
    /// The most bytes to accept on standard output, and as many again on standard error. More ends the command.
    public var outputLimit: Int
    /// Whether the arguments hold secrets, so that descriptions and errors leave them out.
    public var sensitive: Bool

    /// Makes a command from all its parts.
    public init(
        executable: String,
        arguments: [String],
        environment: [String: String] = [:],
        unset: Set<String> = [],
        workingDirectory: String? = nil,
        input: [UInt8] = [],
        deadline: Duration = .seconds(30),
        outputLimit: Int = 4 << 20,
        sensitive: Bool = false
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.unset = unset
        self.workingDirectory = workingDirectory
        self.input = input
        self.deadline = deadline
        self.outputLimit = outputLimit
        self.sensitive = sensitive
    }

    /// Makes a command as one would type it: `Command("lxc-info", "-n", name)`.
    public init(_ executable: String, _ arguments: String...) {
        self.init(executable: executable, arguments: arguments)
    }
}

extension Command: CustomStringConvertible {
    /// The command for messages: quoted as for a shell, cut when long, without arguments when ``sensitive``.
    public var description: String {
        guard !sensitive else { return "\(executable) (arguments hidden)" }
        let words = ([executable] + arguments).map { ShellQuoting.needsQuotes($0) ? ShellQuoting.quoteForDisplay($0) : $0 }
        let line = words.joined(separator: " ")
        return line.utf8.count <= 400 ? line : String(line.prefix(400)) + "…"
    }
}
