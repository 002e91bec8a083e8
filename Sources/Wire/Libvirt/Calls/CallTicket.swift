import Synchronization

/// One call on its way: the first to tell how it ended is heard.
final class CallTicket<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, LibvirtError>

    private struct State {
        var hasBegun = false
        var outcome: Outcome?
        var waiter: CheckedContinuation<Outcome, Never>?
    }

    private let state = Mutex(State())

    /// Whether the call is still wanted; it has begun from then on.
    func begin() -> Bool {
        state.withLock { state in
            guard state.outcome == nil else { return false }
            state.hasBegun = true
            return true
        }
    }

    /// Whether the call is being carried out right now.
    var isUnderWay: Bool { state.withLock { $0.hasBegun && $0.outcome == nil } }

    /// - Returns: false where it had ended already, and what is told now is heard by nobody.
    @discardableResult
    func finish(_ outcome: Outcome) -> Bool {
        let (isFirst, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Outcome, Never>?) in
            guard state.outcome == nil else { return (false, nil) }
            state.outcome = outcome
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: outcome)
        return isFirst
    }

    /// How the call ended, once it has.
    func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state -> Outcome? in
                if state.outcome == nil { state.waiter = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
