import ArgumentParser
import Glibc
import StrataClient
import Synchronization

/// Connects this terminal with a session in an instance: keys go in, output comes out, and changes of the window's size are passed on.
struct TerminalSession: Sendable {
    /// How it ended.
    enum End: Sendable, Hashable {
        /// The command's exit code; nil where the stream ended without one.
        case finished(Int32?)
        /// The user left.
        case detached
        /// This process was told to end by a signal.
        case interrupted(Int32)
    }

    let session: Session
    /// Whether standard input goes in.
    let hasInput: Bool
    /// Whether the far end has a terminal, so that this one must pass every key on.
    let hasTerminal: Bool
    /// The key that leaves the session.
    var escape: UInt8?
    let surroundings: Surroundings

    /// Runs to the end. However it ends, the terminal is as it was before.
    func run() async throws(ClientError) -> End {
        let raw = hasTerminal && hasInput ? RawMode(STDIN_FILENO) : nil
        defer { raw?.restore() }
        let signals = hasTerminal ? SignalPipe([SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT]) : nil
        defer { signals?.close() }
        let end = Latest<End>()
        let outcome = await withTaskGroup(of: Void.self) { group -> Result<Int32?, ClientError> in
            if hasInput { group.addTask { await sendInput(end) } }
            if let signals { group.addTask { await handle(signals, end) } }
            let outcome = await receive()
            group.cancelAll()
            signals?.close()
            return outcome
        }
        if let end = end.value { return end }
        return .finished(try outcome.get())
    }

    private func receive() async -> Result<Int32?, ClientError> {
        do throws(ClientError) {
            while let output = try await session.next() {
                switch output {
                case .output(let bytes): surroundings.output.write(bytes)
                case .errorOutput(let bytes): surroundings.messages.write(bytes)
                case .exited(let code): return .success(code)
                }
            }
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }

    /// What goes wrong here is told by the other direction, which ends then.
    private func sendInput(_ end: Latest<End>) async {
        do {
            while let bytes = try await BlockingInput.read(STDIN_FILENO, limit: 16 << 10) {
                if let escape, let index = bytes.firstIndex(of: escape) {
                    try await session.write(Array(bytes[..<index]))
                    end.set(.detached)
                    return session.close()
                }
                try await session.write(bytes)
            }
            try await session.endInput()
        } catch {
            return
        }
    }

    private func handle(_ signals: SignalPipe, _ end: Latest<End>) async {
        await resize()
        while let number = await signals.next() {
            if number == SIGWINCH {
                await resize()
            } else {
                end.set(.interrupted(number))
                return session.close()
            }
        }
    }

    private func resize() async {
        guard let size = WindowSize(of: STDIN_FILENO) ?? WindowSize(of: STDOUT_FILENO) else { return }
        // A session that cannot be told has ended, which the other direction tells.
        try? await session.resize(width: size.columns, height: size.rows)
    }
}
