import StrataAPI
import Synchronization

/// Who waits for which answer on one connection.
///
/// ```
///   synchronizing ──the answer to our number──▶ open ──failure, end──▶ over
///         └──────────────failure, end────────────────────────▲
/// ```
/// An agent answers one command after the other, so an answer belongs to the command that waits the longest. What somebody else was to be told before is
/// passed over until the agent answers with a number that only this connection knows (QEMU Guest Agent Protocol Reference, "guest-sync-delimited").
final class Dialogue: Sendable {
    typealias Outcome = Result<JSONValue, AgentError>

    private struct Question {
        var id: Int
        var command: String
        var isWanted = true
    }

    private struct State {
        var isOpen = false
        var failure: AgentError?
        var lastID = 0
        var asked: [Question] = []
        var waiting: [Int: CheckedContinuation<Outcome, Never>] = [:]
        /// Answers that came before anybody waited for them.
        var decided: [Int: Outcome] = [:]
    }

    /// The id that stands for the synchronization.
    static let synchronization = 0

    let number: Int64
    private let state = Mutex(State())

    init(number: Int64) { self.number = number }

    var isSynchronizing: Bool { state.withLock { !$0.isOpen && $0.failure == nil } }

    /// Notes a command and sends it in the same turn, so that answers come in the order of what was noted.
    func ask(_ command: String, send: () -> Void) throws(AgentError) -> Int {
        let result = state.withLock { state -> Result<Int, AgentError> in
            if let failure = state.failure { return .failure(failure) }
            state.lastID += 1
            state.asked.append(Question(id: state.lastID, command: command))
            send()
            return .success(state.lastID)
        }
        return try result.get()
    }

    func outcome(of id: Int) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> Outcome? in
                    if let outcome = state.decided.removeValue(forKey: id) { return outcome }
                    if let failure = state.failure { return .failure(failure) }
                    if id == Self.synchronization, state.isOpen { return .success(.null) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            giveUp(id)
        }
    }

    /// Ends the wait for one answer; it is passed over when it comes.
    private func giveUp(_ id: Int) {
        state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            if let index = state.asked.firstIndex(where: { $0.id == id }) { state.asked[index].isWanted = false }
            if let continuation = state.waiting.removeValue(forKey: id) { return continuation }
            state.decided[id] = .failure(.cancelled)
            return nil
        }?.resume(returning: .failure(.cancelled))
    }

    /// Takes one line.
    /// - Parameter isMarked: whether the mark stood before it that only answers to a synchronization carry.
    /// - Throws: what makes the connection useless.
    func take(_ line: [UInt8], isMarked: Bool) throws(AgentError) {
        if isSynchronizing {
            guard isMarked, let answer = try? JSONValue(parsing: line), answer["return"]?.int == number else { return }
            state.withLock { state in
                state.isOpen = true
                return state.waiting.removeValue(forKey: Self.synchronization)
            }?.resume(returning: .success(.null))
            return
        }
        guard let message = try? JSONValue(parsing: line), message.object != nil else {
            throw .protocolViolation("it sent \"\(String(decoding: line.prefix(80), as: UTF8.self).printable(limit: 80))\"")
        }
        guard let question = state.withLock({ $0.asked.isEmpty ? nil : $0.asked.removeFirst() }) else {
            throw .protocolViolation("it answered a command that was never sent")
        }
        let outcome: Outcome
        if let value = message["return"] {
            outcome = .success(value)
        } else if let error = message["error"] {
            let words = (error["desc"]?.string ?? "").printable(limit: 600)
            outcome = .failure(
                .refused(command: question.command, class: (error["class"]?.string ?? "").printable(limit: 80), description: words))
        } else {
            throw .protocolViolation("it answered \(question.command) with neither a value nor an error")
        }
        guard question.isWanted else { return }
        state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            if let continuation = state.waiting.removeValue(forKey: question.id) { return continuation }
            state.decided[question.id] = outcome
            return nil
        }?.resume(returning: outcome)
    }

    /// Ends everything; the first reason counts.
    func end(_ reason: AgentError) {
        let (waiting, failure) = state.withLock { state in
            state.failure = state.failure ?? reason
            defer { (state.waiting, state.asked) = ([:], []) }
            return (Array(state.waiting.values), state.failure ?? reason)
        }
        for continuation in waiting { continuation.resume(returning: .failure(failure)) }
    }
}
