/// What stands between a local process and the session its owner sees: nothing, or the SSH client's framing.
protocol SessionChannel: Sendable {
    /// Hands on what is meant for the owner.
    /// - Returns: false when nobody consumes any more.
    func pass(_ chunk: OutputChunk, to output: Conduit<OutputChunk>) async -> Bool

    /// Returns once what is written to the terminal will reach the command, or the task is cancelled.
    func inputOpens(on terminal: PseudoTerminal) async

    /// Says how the command ended, given how the local process did: `nil` when it was ended from this side.
    func conclude(_ exit: CommandExit?, _ output: Conduit<OutputChunk>) async -> Result<CommandExit, TransportError>
}

/// The process is the command.
struct DirectChannel: SessionChannel {
    func pass(_ chunk: OutputChunk, to output: Conduit<OutputChunk>) async -> Bool {
        await output.send(chunk)
    }

    func inputOpens(on terminal: PseudoTerminal) async {}

    func conclude(_ exit: CommandExit?, _ output: Conduit<OutputChunk>) async -> Result<CommandExit, TransportError> {
        exit.map { .success($0) } ?? .failure(.cancelled)
    }
}
