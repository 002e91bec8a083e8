import Synchronization

/// What has arrived for one consumer and was not yet taken. Holds little: when it is full, ``isFull`` tells the connection to read no more,
/// and `resume` is called once there is room again.
final class Inbox<Element: Sendable>: Sendable {
    private struct State {
        var items: [(element: Element, cost: Int)] = []
        var first = 0
        var cost = 0
        var end: Result<Element?, ClientError>?
        var waiter: CheckedContinuation<Result<Element?, ClientError>, Never>?
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let resume: @Sendable () -> Void

    init(capacity: Int = 1 << 20, resume: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.resume = resume
    }

    /// Whether there is something to take, or nothing will come.
    var hasArrived: Bool { state.withLock { $0.first < $0.items.count || $0.end != nil } }

    var isFull: Bool { state.withLock { $0.cost >= capacity } }

    func deliver(_ element: Element, cost: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Result<Element?, ClientError>, Never>? in
            guard state.end == nil else { return nil }
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.items.append((element, cost))
            state.cost += cost
            return nil
        }
        waiter?.resume(returning: .success(element))
    }

    /// Ends the inbox; what has arrived can still be taken unless the consumer gave up. Only the first call counts.
    func finish(_ error: ClientError? = nil) {
        let waiter = state.withLock { state -> CheckedContinuation<Result<Element?, ClientError>, Never>? in
            guard state.end == nil else { return nil }
            state.end = error.map { .failure($0) } ?? .success(nil)
            if error == .cancelled {
                state.items = []
                state.cost = 0
            }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: error.map { .failure($0) } ?? .success(nil))
    }

    /// The next element, nil at the end. There is one consumer; a second one that waits at the same time is turned away.
    ///
    /// Cancellable: ends the inbox for good.
    func next() async throws(ClientError) -> Element? {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (ready, isDrained) = state.withLock { state -> (Result<Element?, ClientError>?, Bool) in
                    if state.first < state.items.count {
                        let (element, cost) = state.items[state.first]
                        state.first += 1
                        let wasFull = state.cost >= capacity
                        state.cost -= cost
                        if state.first == state.items.count {
                            state.items.removeAll(keepingCapacity: true)
                            state.first = 0
                        }
                        return (.success(element), wasFull && state.cost < capacity)
                    }
                    if let end = state.end { return (end, false) }
                    if state.waiter != nil { return (.failure(.cancelled), false) }
                    state.waiter = continuation
                    return (nil, false)
                }
                if isDrained { resume() }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            finish(.cancelled)
        }
        return try outcome.get()
    }
}
