import Synchronization

/// Counts who is reading, so that the database is closed only after the last of them.
final class ReadGate: Sendable {
    private struct State {
        var inside = 0
        var isClosing = false
        var isClosed = false
        var closer: CheckedContinuation<Void, Never>?
        var latecomers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// False once closing has begun; otherwise ``leave()`` must follow.
    func enter() -> Bool {
        state.withLock { state in
            guard !state.isClosing else { return false }
            state.inside += 1
            return true
        }
    }

    func leave() {
        let closer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.inside -= 1
            return state.inside == 0 ? state.closer.take() : nil
        }
        closer?.resume()
    }

    /// Lets nobody in any more and waits until all have left. Gives true to one caller, who is to close; all others wait until that is done.
    func close() async -> Bool {
        var isFirst = false
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                isFirst = !state.isClosing
                state.isClosing = true
                if isFirst, state.inside > 0 {
                    state.closer = continuation
                } else if !isFirst, !state.isClosed {
                    state.latecomers.append(continuation)
                } else {
                    return true
                }
                return false
            }
            if goesOn { continuation.resume() }
        }
        return isFirst
    }

    /// Ends the waiting of all other callers of ``close()``.
    func announceClosed() {
        let latecomers = state.withLock { state in
            state.isClosed = true
            defer { state.latecomers = [] }
            return state.latecomers
        }
        for waiting in latecomers { waiting.resume() }
    }
}
