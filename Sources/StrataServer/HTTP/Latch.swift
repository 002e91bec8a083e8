import Synchronization

/// A gate that opens once and stays open.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter: UInt64 = 0
    }

    private let state = Mutex(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Lets everybody through, now and later.
    ///
    /// - Returns: whether the gate was closed before.
    @discardableResult
    func open() -> Bool {
        let (wasOpen, waiters) = state.withLock { state in
            let before = (state.isOpen, state.waiters)
            state.isOpen = true
            state.waiters = [:]
            return before
        }
        for waiter in waiters.values { waiter.resume() }
        return !wasOpen
    }

    /// Returns when the gate is open or the task is cancelled.
    func wait() async {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let passes = state.withLock { state in
                    if state.isOpen || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if passes { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
