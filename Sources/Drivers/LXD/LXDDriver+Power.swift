import LXD
import StrataAPI
public import StrataDriverKit

extension LXDDriver: Pausing {
    /// See ``Driver/start(_:)``.
    public func start(_ id: NativeID) async throws(DriverError) {
        let attempt = "start"
        try check(id, attempt)
        try await checkNotUnderWay(id, attempt)
        // What is started without its memory loses it.
        let isSuspended = try await existing(id, attempt).isSuspended
        try await change(
            id, "start", attempt, isStateful: isSuspended, isDone: { $0.contains("already running") || $0.contains("already frozen") })
    }

    /// See ``Driver/stop(_:grace:)``. The daemon sends the image's stop signal, or presses the power button of a virtual machine.
    public func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        let attempt = "stop"
        try check(id, attempt)
        let record = try await existing(id, attempt)
        if record.isOff {
            // A start may be under way.
            try await settle(id.text, attempt)
            if try await existing(id, attempt).isOff { return try await discardMemory(id, attempt) }
        }
        let seconds = grace.components.seconds + (grace.components.attoseconds > 0 ? 1 : 0)
        let isOver = { (answer: String) in answer.contains("already stopped") || answer.contains("is not running") }
        if seconds > 0, record.power == .running {
            do throws(DriverError) {
                return try await change(id, "stop", attempt, timeout: seconds, isDone: isOver)
            } catch {
                switch error {
                case .notFound, .cancelled, .unreachable: throw error
                // It did not heed the signal, or not in time.
                default: break
                }
            }
        }
        try await change(id, "stop", attempt, force: true, isDone: isOver)
    }

    /// See ``Pausing/pause(_:)``.
    public func pause(_ id: NativeID) async throws(DriverError) {
        let attempt = "pause"
        try check(id, attempt)
        switch try await existing(id, attempt).power {
        case .paused: return
        case .stopped, .suspended: throw .refused(.init(attempt, id.text, answer: "it is not running", hint: "Start it first"))
        default: try await change(id, "freeze", attempt, isDone: { $0.contains("already frozen") })
        }
    }

    /// See ``Pausing/resume(_:)``.
    public func resume(_ id: NativeID) async throws(DriverError) {
        let attempt = "resume"
        try check(id, attempt)
        switch try await existing(id, attempt).power {
        case .running: return
        case .stopped, .suspended: throw .refused(.init(attempt, id.text, answer: "it is not running", hint: "Start it first"))
        default: try await change(id, "unfreeze", attempt, isDone: { $0.contains("already running") })
        }
    }

    /// Refuses names that no instance can have: they would be parts of paths.
    func check(_ id: NativeID, _ attempt: String) throws(DriverError) {
        guard MachineName.isSafe(id.text) else {
            throw .notFound(.init(attempt, id.text, answer: "no instance can have this name"))
        }
    }

    func change(
        _ id: NativeID, _ action: String, _ attempt: String, timeout: Int64 = -1, force: Bool = false, isStateful: Bool = false,
        isDone: (String) -> Bool
    ) async throws(DriverError) {
        var wish: JSONValue = ["action": .string(action), "timeout": .int(timeout), "force": .bool(force)]
        if isStateful { wish["stateful"] = true }
        // Memory is written and read at the speed of a disk.
        let patience = isStateful ? Self.memoryPatience : Duration.seconds(max(timeout, 0) + 90)
        try await order(id.text, attempt, within: patience, isDone: isDone) { client in
            _ = try await client.perform(.put, LXDTarget.instance(id.text, "/state"), wish, within: patience)
        }
    }
}
