import StrataAPI
import StrataControl
import StrataDriverKit
import StrataServer

/// What can be done to instances besides changing them.
struct InstanceActions {
    let sessions: InstanceSessions

    var all: [Action] {
        [
            .order(Instance.kind, "restart", "Stops the instance in an orderly way and starts it again.", limit: .seconds(120)) {
                (request) async throws(APIError) in
                try await sessions.restart(request.name)
                return nil
            },
            .order(
                Instance.kind, "plan",
                "Tells what an Instance sent along would change on the machine, or without one how the machine differs.",
                right: .get
            ) { (request) async throws(APIError) in
                try await sessions.plan(request.name, request.body)
            },
            .session(Instance.kind, "exec", "Runs a command inside the instance.", parameters: ExecOptions.parameters, exec),
            .session(Instance.kind, "console", "Attaches to the instance's console.", console),
            .download(
                Instance.kind, "log", "What the instance wrote to its console.", parameters: LogOptions.parameters,
                type: "text/plain; charset=utf-8", log),
        ]
    }

    private func exec(_ request: ActionRequest) async throws(APIError) -> Action.Session {
        let options = try ExecOptions(request)
        return { (stream) async throws(APIError) in
            let size = options.isTerminal ? TerminalSize(columns: 80, rows: 24) : nil
            let session = try await sessions.exec(
                request.name, ExecRequest(command: options.command, terminal: size, hasInput: options.hasInput))
            if !options.hasInput, !options.isTerminal { session.endInput() }
            return try await Self.bridge(session, stream.input, stream.output, options, request.name)
        }
    }

    private func console(_ request: ActionRequest) async throws(APIError) -> Action.Session {
        { (stream) async throws(APIError) in
            let session = try await sessions.console(request.name, terminal: TerminalSize(columns: 80, rows: 24))
            let options = ExecOptions(command: [], hasInput: true, isTerminal: true)
            _ = try await Self.bridge(session, stream.input, stream.output, options, request.name)
            return 0
        }
    }

    private func log(_ request: ActionRequest) async throws(APIError) -> Action.Download {
        let options = try LogOptions(request)
        guard options.sinceSeconds == nil, !options.showsTimestamps, !options.isPrevious else {
            throw APIError(
                .badRequest, "the log of an instance has no times and only one run: sinceSeconds, timestamps and previous cannot be had",
                kind: Instance.kind, name: request.name.name)
        }
        return { (output) async throws(APIError) in
            let session = try await sessions.log(request.name, tail: options.tailLines, follow: options.follows)
            session.endInput()
            _ = try await Self.bridge(session, nil, output, ExecOptions(command: [], wantsErrors: false), request.name)
        }
    }

    /// Carries bytes both ways until the command has ended or the client has gone.
    static func bridge(
        _ session: CommandSession, _ input: ActionInput?, _ output: ActionOutput, _ options: ExecOptions, _ name: ObjectName
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
                case .standardError: if options.wantsErrors { try await output.write(chunk.bytes, to: .errors) }
                case .standardOutput: if options.wantsOutput { try await output.write(chunk.bytes, to: .output) }
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
