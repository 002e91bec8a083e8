/// The machine this process runs on.
///
/// Commands start within about a millisecond; files are reached by system calls, never by commands. The first command
/// makes this process ignore SIGPIPE, as every process must that writes to pipes.
public struct LocalMachine: Machine {
    /// Makes the one there is; all are the same.
    public init() {}

    /// `localhost`.
    public var name: String { "localhost" }

    /// Always true.
    public var isLocal: Bool { true }

    /// See ``Machine/run(_:)``.
    public func run(_ command: Command) async throws(TransportError) -> CommandOutput {
        let process = try LocalProcess(command, onTerminal: false)
        let capture = try await process.capture(input: command.input, deadline: command.deadline, limit: command.outputLimit)
        return try capture.result(of: command)
    }

    /// See ``Machine/open(_:terminal:)``.
    public func open(_ command: Command, terminal: TerminalSize?) async throws(TransportError) -> CommandSession {
        try await LocalProcess(command, onTerminal: terminal != nil).open(terminal: terminal)
    }

    /// Holds nothing to give back.
    public func close() async {}
}

extension LocalProcess.Capture {
    /// The output of a command that ended by itself; the error of one that was ended.
    func result(of command: Command) throws(TransportError) -> CommandOutput {
        switch ending {
        case .exited(let exit): CommandOutput(exit: exit, output: output, errors: errors)
        case .timedOut: throw .timedOut(command: command.description, after: command.deadline)
        case .outputTooLarge: throw .outputTooLarge(of: command.description, limit: command.outputLimit)
        case .cancelled: throw .cancelled
        }
    }
}
