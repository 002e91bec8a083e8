public import StrataAPI

/// A command or a console that waits to be connected to.
public struct LXDSession: Sendable, Hashable {
    /// The path of its operation.
    public var operation: String
    /// By the stream's name: `0`, `1`, `2` and `control`.
    public var secrets: [String: String]

    /// The WebSocket of one of its streams; nil where it has none of that name.
    public func target(_ stream: String) -> String? {
        secrets[stream].map { "\(operation)/websocket?secret=\(LXDTarget.encoded($0))" }
    }

    init(_ answer: LXDAnswer, _ request: String) throws(LXDError) {
        guard let operation = answer.operation, let streams = answer.metadata["metadata"]?["fds"]?.object else {
            throw .protocolViolation("\(request) is answered by no session")
        }
        self.operation = operation
        secrets = streams.compactMapValues(\.string)
    }
}

/// What is sent through the control stream of a session.
public enum LXDControl {
    /// Tells of the terminal's new size in characters.
    public static func resize(columns: Int, rows: Int) -> JSONValue {
        ["command": "window-resize", "args": ["width": .string("\(columns)"), "height": .string("\(rows)")]]
    }

    /// Sends a signal to the command, by its number.
    public static func signal(_ number: Int) -> JSONValue { ["command": "signal", "signal": .int(Int64(number))] }
}

extension LXDClient {
    /// Has a command wait in an instance; it runs once all of its streams are connected to: `0`, `1` and `2`, or `0` alone on a terminal, and `control`.
    /// The daemon gives up a session that nobody connects to within some seconds.
    ///
    /// - Parameter terminal: columns and rows of the terminal that it is to run on; nil for plain streams.
    public func exec(
        _ instance: String, _ command: [String], environment: [String: String] = [:], terminal: (columns: Int, rows: Int)? = nil
    ) async throws(LXDError) -> LXDSession {
        var wish: JSONValue = [
            "command": .array(command.map { .string($0) }), "environment": .object(environment.mapValues { .string($0) }),
            "wait-for-websocket": true, "interactive": .bool(terminal != nil),
        ]
        if let terminal {
            wish["width"] = .int(Int64(terminal.columns))
            wish["height"] = .int(Int64(terminal.rows))
        }
        let target = LXDTarget.instance(instance, "/exec")
        return try LXDSession(try await send(.post, target, wish), "POST \(target)")
    }

    /// How a command ended, once it has: its status, 128 and the signal's number where a signal ended it.
    ///
    /// - Throws: ``LXDError/failed(operation:reason:)`` where it was not run: the daemon has the status -1 for that.
    public func exit(of session: LXDSession) async throws(LXDError) -> Int {
        while true {
            let done = try await wait(for: session.operation, seconds: 20, timeout: .seconds(40))
            guard let code = done["status_code"]?.int, code >= 200 else { continue }
            if let status = done["metadata"]?["return"]?.int, status >= 0 { return Int(status) }
            throw .failed(operation: "a command", reason: done["err"]?.string ?? "the daemon does not tell how it ended")
        }
    }

    /// Attaches to the console of a running instance: streams `0` and `control`. The daemon lets one at a time.
    public func console(_ instance: String, columns: Int, rows: Int) async throws(LXDError) -> LXDSession {
        let target = LXDTarget.instance(instance, "/console")
        let wish: JSONValue = ["type": "console", "width": .int(Int64(columns)), "height": .int(Int64(rows))]
        return try LXDSession(try await send(.post, target, wish), "POST \(target)")
    }
}
