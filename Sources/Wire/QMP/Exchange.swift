import StrataAPI
import Synchronization

/// What goes back and forth on one connection: who waits for which answer, and where events go.
///
/// ```
///   awaiting greeting ──greeting──▶ open ──failure, end──▶ over
///          └────────────failure, end─────────────────────────▲
/// ```
/// Answers are matched by id, so that events and late answers to commands that were given up get in nobody's way.
final class Exchange: Sendable {
    typealias Outcome = Result<JSONValue, QMPError>

    private struct State {
        var greeting: QMPGreeting?
        var failure: QMPError?
        var lastID: Int64 = 0
        var commands: [Int64: String] = [:]
        var waiting: [Int64: CheckedContinuation<Outcome, Never>] = [:]
        /// Ids that were decided before anybody waited for them.
        var decided: [Int64: Outcome] = [:]
        var waitsForGreeting = true
    }

    /// The id that stands for the greeting.
    static let greetingID: Int64 = 0

    let events: AsyncStream<QMPEvent>
    private let continuation: AsyncStream<QMPEvent>.Continuation
    private let eventLimit: Int
    private let state = Mutex(State())

    /// - Parameter eventLimit: how many events may wait to be read; 0 drops all of them.
    init(eventLimit: Int) {
        self.eventLimit = eventLimit
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(max(eventLimit, 1)))
    }

    var greeting: QMPGreeting? { state.withLock { $0.greeting } }

    /// A number for a command, by which its answer is known.
    func register(_ command: String) throws(QMPError) -> Int64 {
        let result = state.withLock { state -> Result<Int64, QMPError> in
            if let failure = state.failure { return .failure(failure) }
            state.lastID += 1
            state.commands[state.lastID] = command
            return .success(state.lastID)
        }
        return try result.get()
    }

    /// The answer to a command, or to the greeting's id.
    func outcome(of id: Int64) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Outcome? in
                    if let outcome = state.decided.removeValue(forKey: id) { return outcome }
                    if let failure = state.failure { return .failure(failure) }
                    if id == Self.greetingID, !state.waitsForGreeting { return .success(.null) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            decide(id, .failure(.cancelled))
        }
    }

    /// Ends the wait for one answer. What comes for it later is dropped.
    func decide(_ id: Int64, _ outcome: Outcome) {
        state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard id == Self.greetingID || state.commands.removeValue(forKey: id) != nil else { return nil }
            if let continuation = state.waiting.removeValue(forKey: id) { return continuation }
            state.decided[id] = outcome
            return nil
        }?.resume(returning: outcome)
    }

    /// Takes one line.
    /// - Throws: what makes the connection useless.
    func take(_ line: [UInt8]) throws(QMPError) {
        let message: JSONValue
        do {
            message = try JSONValue(parsing: line)
        } catch {
            throw .protocolViolation("it sent \"\(String(decoding: line.prefix(80), as: UTF8.self).printable(limit: 80))\"")
        }
        guard message.object != nil else { throw .protocolViolation("it sent a message that is no object") }
        guard greeting != nil else { return try takeGreeting(message) }
        if message["event"] != nil { return try takeEvent(message) }
        try takeAnswer(message)
    }

    /// Ends everything; the first reason counts.
    func end(_ reason: QMPError) {
        let (waiting, failure) = state.withLock { state in
            state.failure = state.failure ?? reason
            defer {
                state.waiting = [:]
                state.commands = [:]
            }
            return (Array(state.waiting.values), state.failure ?? reason)
        }
        for continuation in waiting { continuation.resume(returning: .failure(failure)) }
        continuation.finish()
    }

    private func takeGreeting(_ message: JSONValue) throws(QMPError) {
        guard let greeting = QMPGreeting(message) else { throw .protocolViolation("it began without a greeting") }
        let waiting = state.withLock { state in
            state.greeting = greeting
            state.waitsForGreeting = false
            return state.waiting.removeValue(forKey: Self.greetingID)
        }
        waiting?.resume(returning: .success(.null))
    }

    private func takeEvent(_ message: JSONValue) throws(QMPError) {
        guard let event = QMPEvent(message) else { throw .protocolViolation("it sent an event without a name") }
        guard eventLimit > 0 else { return }
        if case .dropped = continuation.yield(event) { throw .fellBehind(events: eventLimit) }
    }

    private func takeAnswer(_ message: JSONValue) throws(QMPError) {
        guard let id = message["id"]?.int else {
            let said = message["error"]?["desc"]?.string ?? "a message without an id"
            throw .protocolViolation("it sent \(said.printable(limit: 200))")
        }
        let command = try state.withLock { state throws(QMPError) -> String? in
            guard id > 0, id <= state.lastID else { throw .protocolViolation("it answered a command that was never sent") }
            return state.commands[id]
        }
        guard let command else { return }
        if let value = message["return"] {
            decide(id, .success(value))
        } else if let error = message["error"] {
            let description = (error["desc"]?.string ?? "").printable(limit: 600)
            decide(id, .failure(.refused(command: command, QMPError.Class(error["class"]?.string ?? ""), description: description)))
        } else {
            throw .protocolViolation("it answered \(command) with neither a value nor an error")
        }
    }
}
