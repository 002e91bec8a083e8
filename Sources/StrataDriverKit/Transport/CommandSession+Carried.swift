/// The inner ends of a session that no process of this machine stands behind.
public struct SessionEnds: Sendable {
    let state: SessionState

    /// Hands on what the command wrote, and waits while its owner has more than enough to read.
    /// - Returns: false when nobody reads any more.
    public func write(_ bytes: [UInt8], to stream: OutputChunk.Stream) async -> Bool {
        if bytes.isEmpty { return true }
        return await state.output.send(OutputChunk(stream: stream, bytes: bytes))
    }

    /// The next bytes for the command's input; nil at its end, or when the task is cancelled.
    public func nextInput() async -> [UInt8]? { await state.input.next() }
}

extension CommandSession {
    /// A session whose command is carried out by code, such as one that a program elsewhere runs for us.
    /// - Parameters:
    ///   - resize: called with the terminal's new sizes, where the command runs on one.
    ///   - body: takes the command to its end. It is cancelled when the session is terminated.
    public static func carried(
        resize: (@Sendable (TerminalSize) -> Void)? = nil,
        _ body: @escaping @Sendable (SessionEnds) async throws(TransportError) -> CommandExit
    ) -> CommandSession {
        let state = SessionState(terminal: nil, resize: resize)
        state.started.fulfil(.success(()))
        let task = Task {
            let result: Result<CommandExit, TransportError>
            do throws(TransportError) {
                result = .success(try await body(SessionEnds(state: state)))
            } catch {
                result = .failure(error)
            }
            state.input.abandon()
            state.output.finish()
            state.outcome.fulfil(Task.isCancelled ? .failure(.cancelled) : result)
        }
        return CommandSession(state: state, task: task)
    }
}
