import StrataAPI
import StrataControl
import StrataDriverKit
import StrataServer

/// Connects what clients send over HTTP with what runs in instances.
struct SessionActions: InstanceActions {
    let sessions: InstanceSessions

    func restart(_ name: ObjectName) async throws(APIError) { try await sessions.restart(name) }

    func exec(_ name: ObjectName, _ request: ServerExecRequest, _ stream: ActionStream) async throws(APIError) -> Int32 {
        let size = request.isTerminal ? TerminalSize(columns: 80, rows: 24) : nil
        let session = try await sessions.exec(
            name, StrataDriverKit.ExecRequest(command: request.command, terminal: size, hasInput: request.hasInput))
        if !request.hasInput, !request.isTerminal { session.endInput() }
        return try await bridge(session, stream.input, stream.output, request, name)
    }

    func console(_ name: ObjectName, _ stream: ActionStream) async throws(APIError) {
        let session = try await sessions.console(name, terminal: TerminalSize(columns: 80, rows: 24))
        _ = try await bridge(session, stream.input, stream.output, ServerExecRequest(command: [], hasInput: true, isTerminal: true), name)
    }

    func log(_ name: ObjectName, _ request: LogRequest, _ output: ActionOutput) async throws(APIError) {
        guard request.sinceSeconds == nil, !request.showsTimestamps, !request.isPrevious else {
            throw APIError(
                .badRequest, "the log of an instance has no times and only one run: sinceSeconds, timestamps and previous cannot be had",
                kind: Instance.kind, name: name.name)
        }
        let session = try await sessions.log(name, tail: request.tailLines, follow: request.follows)
        session.endInput()
        _ = try await bridge(session, nil, output, ServerExecRequest(command: [], wantsErrors: false), name)
    }

    /// Carries bytes both ways until the command has ended or the client has gone.
    private func bridge(
        _ session: CommandSession, _ input: ActionInput?, _ output: ActionOutput, _ request: ServerExecRequest, _ name: ObjectName
    ) async throws(APIError) -> Int32 {
        let sending = Task {
            guard let input else { return }
            for await event in input {
                switch event {
                case .data(let bytes): try await session.send(bytes)
                case .resize(let columns, let rows):
                    session.resize(TerminalSize(columns: UInt16(clamping: columns), rows: UInt16(clamping: rows)))
                case .endOfInput: session.endInput()
                }
            }
            // The client has gone; what it started goes with it.
            await session.terminate()
        }
        do {
            for try await chunk in session.output {
                switch chunk.stream {
                case .standardError: if request.wantsErrors { try await output.write(chunk.bytes, to: .errors) }
                case .standardOutput: if request.wantsOutput { try await output.write(chunk.bytes, to: .output) }
                }
            }
            let exit = try await session.exit
            sending.cancel()
            switch exit {
            case .exited(let code): return code
            case .signalled(let signal): return 128 + signal
            }
        } catch {
            sending.cancel()
            await session.terminate()
            throw APIError(.internalError, "the session with \(name.name) ended: \(error)", kind: Instance.kind, name: name.name)
        }
    }
}
