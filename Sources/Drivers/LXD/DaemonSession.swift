import WebSockets
import Glibc
import LXD
import StrataAPI
import StrataDriverKit

/// Carries a session of the kit's over the WebSockets of one of the daemon's.
struct DaemonSession: Sendable {
    let client: LXDClient
    let session: LXDSession
    let isTerminal: Bool
    let hasInput: Bool
    var isConsole = false
    /// What ends a command whose session is given up.
    var endSignal = SIGKILL

    /// - Parameter exit: asked for the command's status once its output has ended.
    func open(_ exit: @escaping @Sendable () async throws -> Int) -> CommandSession {
        let (sizes, resize) = AsyncStream.makeStream(of: TerminalSize.self, bufferingPolicy: .bufferingNewest(1))
        return CommandSession.carried(resize: { resize.yield($0) }) { (ends) async throws(TransportError) in
            do {
                try await connect(ends, sizes)
                resize.finish()
                let status = try await exit()
                // The daemon tells of signals as shells do.
                return status > 128 && status < 128 + 65 && !isConsole ? .signalled(Int32(status - 128)) : .exited(Int32(clamping: status))
            } catch is CancellationError {
                throw .cancelled
            } catch LXDError.cancelled {
                throw .cancelled
            } catch LXDError.failed(_, let reason) {
                throw .refused(DriverError.withHint(reason))
            } catch {
                if Task.isCancelled { throw .cancelled }
                if let reason = await refusal() { throw .refused(DriverError.withHint(reason)) }
                _ = await ends.write(Array("\(error)\n".utf8), to: isTerminal ? .standardOutput : .standardError)
                throw .unreachable(host: client.endpoint.name, reason: "\(error)")
            }
        }
    }

    /// Why the daemon did not run the command whose streams broke: it hangs up on them, in whatever way, before it says so.
    private func refusal() async -> String? {
        if isConsole { return nil }
        do {
            _ = try await withDeadline(.seconds(5)) { try await client.exit(of: session) }
            return nil
        } catch LXDError.failed(_, let reason) {
            return reason
        } catch {
            // What broke the streams is the answer then.
            return nil
        }
    }

    /// Connects all streams and carries them until the output has ended.
    ///
    /// The last one to be connected sets the command off. Those with its output come before: what a daemon says together with its agreement to a WebSocket, and
    /// hangs up after, may be lost.
    ///
    /// A console is left by its own stream, and the control stream then waits for the daemon to be done: where the control stream ends first, LXD 5.0 types `ESC c` into
    /// the console, and writes to its stream from two places, which ends the whole daemon where the instance shows something at that moment ("concurrent write to
    /// websocket connection").
    private func connect(_ ends: SessionEnds, _ sizes: AsyncStream<TerminalSize>) async throws {
        if isConsole {
            try await controlled(sizes) {
                try await withStream("0") { socket in try await both(socket, ends) }
            }
        } else if isTerminal {
            try await withStream("0") { socket in
                try await controlled(sizes) { try await both(socket, ends) }
            }
        } else {
            try await withStream("1") { output in
                try await withStream("2") { errors in
                    try await controlled(sizes) { try await streams(output, errors, ends) }
                }
            }
        }
        try Task.checkCancellation()
    }

    /// Runs a body beside the stream by which the daemon is told of sizes and signals.
    private func controlled(_ sizes: AsyncStream<TerminalSize>, _ body: () async throws -> Void) async throws {
        try await withStream("control") { control in
            // It must be read for pings to be answered; its end matters to nobody. A task of its own, since a reader that is cancelled hangs up.
            let reading = Task { try await control.read { _ in true } }
            defer { reading.cancel() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await size in sizes { try await control.send(LXDControl.resize(columns: Int(size.columns), rows: Int(size.rows))) }
                }
                do {
                    try await body()
                } catch {
                    await end(control, reading)
                    group.cancelAll()
                    throw error
                }
                if Task.isCancelled || isConsole { await end(control, reading) }
                group.cancelAll()
            }
        }
    }

    /// Has a command ended whose session was given up, and waits for that, a moment: the daemon would kill what hangs up before it heeds another signal.
    /// A console's session ends by itself, and is waited for in the same way. Nothing else can be done where that fails.
    private func end(_ control: LXDSocket, _ reading: Task<Void, any Error>) async {
        _ = await Task {
            guard !isConsole else {
                return try? await withDeadline(.seconds(3)) {
                    try await withTaskCancellationHandler {
                        try await reading.value
                    } onCancel: {
                        reading.cancel()
                    }
                }
            }
            try? await control.send(LXDControl.signal(Int(endSignal)))
            _ = try? await withDeadline(.seconds(3)) { try await client.exit(of: session) }
        }.value
    }

    private func streams(_ output: LXDSocket, _ errors: LXDSocket, _ ends: SessionEnds) async throws {
        try await withStream("0") { input in
            try await together(ends) {
                if hasInput { while let bytes = await ends.nextInput() { try await input.send(bytes) } }
                if !Task.isCancelled { try await input.endInput() }
            } output: {
                try await withThrowingTaskGroup(of: Void.self) { outputs in
                    outputs.addTask { try await read(output, to: .standardOutput, ends) }
                    outputs.addTask { try await read(errors, to: .standardError, ends) }
                    try await outputs.waitForAll()
                }
            }
        }
    }

    private func both(_ socket: LXDSocket, _ ends: SessionEnds) async throws {
        try await together(ends) {
            while let bytes = await ends.nextInput() { try await socket.send(bytes) }
            // What a terminal takes for the end of its input (termios(3), VEOF).
            if !Task.isCancelled, !isConsole { try await socket.send([4]) }
        } output: {
            try await read(socket, to: .standardOutput, ends)
        }
    }

    /// Carries both ways until the output has ended. That the input could not be sent says only that nobody reads it any more.
    private func together(
        _ ends: SessionEnds, input: @escaping @Sendable () async throws -> Void, output: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await input()
                return false
            }
            group.addTask {
                try await output()
                return true
            }
            while let hasEnded = try await group.next(), !hasEnded {}
            group.cancelAll()
        }
    }

    private func read(_ socket: LXDSocket, to stream: OutputChunk.Stream, _ ends: SessionEnds) async throws {
        try await socket.read { message in
            switch message {
            // An empty text is the end of the stream.
            case .text: return false
            case .data(let bytes):
                guard await ends.write(bytes, to: stream) else { throw CancellationError() }
                return true
            }
        }
    }

    private func withStream(_ name: String, _ body: (LXDSocket) async throws -> Void) async throws {
        guard let target = session.target(name) else { throw LXDError.protocolViolation("a session has no stream \(name)") }
        try await client.withSocket(target, body)
    }
}
