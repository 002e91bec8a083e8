import NIOCore
import Synchronization

/// One change and when each watcher saw it.
final class Round: Sendable {
    private struct State {
        var start = NIODeadline.now()
        var lags: [Int64] = []
        var waiter: CheckedContinuation<[Int64], Never>?
    }

    private let watchers: Int
    private let state = Mutex(State())

    init(watchers: Int) { self.watchers = watchers }

    /// The change is being sent.
    func begin() { state.withLock { $0.start = .now() } }

    /// A watcher saw it.
    func arrived(at time: NIODeadline) {
        let end = state.withLock { state -> (CheckedContinuation<[Int64], Never>, [Int64])? in
            state.lags.append((time - state.start).nanoseconds)
            guard state.lags.count == watchers, let waiter = state.waiter.take() else { return nil }
            defer { state.lags = [] }
            return (waiter, state.lags)
        }
        if let (waiter, lags) = end { waiter.resume(returning: lags) }
    }

    /// Waits until all have seen it. Gives the nanoseconds that each took.
    func end() async -> [Int64] {
        await withCheckedContinuation { continuation in
            let lags = state.withLock { state -> [Int64]? in
                guard state.lags.count < watchers else {
                    defer { state.lags = [] }
                    return state.lags
                }
                state.waiter = continuation
                return nil
            }
            if let lags { continuation.resume(returning: lags) }
        }
    }
}
