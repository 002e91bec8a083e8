/// What a session's owner and the task that runs its process share.
final class SessionState: Sendable {
    let output = Conduit<OutputChunk>(capacity: 256 << 10) { $0.bytes.count }
    let input = Conduit<[UInt8]>(capacity: 256 << 10) { $0.count }
    /// Fulfilled when the process runs, or could not be started.
    let started = Promise<Result<Void, TransportError>>()
    let outcome = Promise<Result<CommandExit, TransportError>>()
    let terminal: PseudoTerminal?
    /// Tells a terminal elsewhere of its size.
    let resize: (@Sendable (TerminalSize) -> Void)?

    init(terminal: PseudoTerminal?, resize: (@Sendable (TerminalSize) -> Void)? = nil) {
        self.terminal = terminal
        self.resize = resize
    }
}
