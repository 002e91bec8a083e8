/// A running command whose input and output flow.
///
/// ```
///   open ──▶ running ──▶ exited          send, endInput, resize: while running
///               └─ terminate ─▶ exited   exit, output: always
/// ```
/// The command lives as long as its session: when the last reference goes, its process group is ended. Output must be
/// consumed: at most 256 KiB are buffered, then the command waits, and so does ``exit``.
public final class CommandSession: Sendable {
    private let state: SessionState
    private let task: Task<Void, Never>

    init(state: SessionState, task: Task<Void, Never>) {
        self.state = state
        self.task = task
    }

    deinit {
        task.cancel()
    }

    /// What the command writes, in order, until it ends. One consumer; a chunk is delivered once.
    public var output: Output { Output(session: self) }

    /// How the command ended, once it has and its output was consumed.
    ///
    /// Cancelling the waiting task ends the wait, not the command.
    public var exit: CommandExit {
        get async throws(TransportError) {
            guard let outcome = await state.outcome.value() else { throw .cancelled }
            return try outcome.get()
        }
    }

    /// Queues bytes for standard input, waiting while more than 256 KiB are queued.
    /// - Throws: ``TransportError/io(path:errno:)`` with `EPIPE` after ``endInput()`` and once the command has ended.
    public func send(_ bytes: [UInt8]) async throws(TransportError) {
        guard !bytes.isEmpty else { return }
        guard await state.input.send(bytes) else {
            throw Task.isCancelled ? .cancelled : .brokenPipe
        }
    }

    /// Closes standard input after what was sent; on a terminal it sends end-of-transmission (Ctrl-D). Idempotent.
    public func endInput() {
        state.input.finish()
    }

    /// Tells the terminal its window's new size; the command gets SIGWINCH. Nothing happens without a terminal.
    public func resize(_ size: TerminalSize) {
        state.terminal?.resize(size)
        state.resize?(size)
    }

    /// Ends the command and everything it started, and waits until that is done. Idempotent.
    public func terminate() async {
        task.cancel()
        state.output.abandon()
        await task.value
    }

    func next() async throws(TransportError) -> OutputChunk? {
        if let chunk = await state.output.next() { return chunk }
        if Task.isCancelled { throw .cancelled }
        return nil
    }
}

extension CommandSession {
    /// The output of a session as an asynchronous sequence.
    public struct Output: AsyncSequence, Sendable {
        let session: CommandSession

        /// Starts, or goes on with, the consumption.
        public func makeAsyncIterator() -> Iterator { Iterator(session: session) }

        /// Delivers chunks; holds the session.
        public struct Iterator: AsyncIteratorProtocol {
            let session: CommandSession

            /// The next chunk, or `nil` once the command has closed its output or ended.
            /// - Throws: ``TransportError/cancelled`` when the consuming task is cancelled.
            public mutating func next(
                isolation actor: isolated (any Actor)? = #isolation
            ) async throws(TransportError) -> OutputChunk? {
                try await session.next()
            }
        }
    }
}
