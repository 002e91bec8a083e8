import Synchronization

/// A bounded queue between tasks: producers wait while it is full, the one consumer while it is empty.
///
/// A producer's element is always queued before the producer waits, so the queue may exceed its capacity by one element
/// per producer and nothing is ever dropped.
final class Conduit<Element: Sendable>: Sendable {
    private typealias Waiters = [Int: CheckedContinuation<Void, Never>]

    private enum Side: Sendable {
        case producers
        case consumers
    }

    private struct State {
        var elements: [Element] = []
        var load = 0
        var finished = false
        var abandoned = false
        var waiters: [Side: Waiters] = [:]
        var nextID = 0

        mutating func newID() -> Int {
            nextID += 1
            return nextID
        }

        mutating func take(_ side: Side) -> Waiters {
            waiters.removeValue(forKey: side) ?? [:]
        }
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let cost: @Sendable (Element) -> Int

    init(capacity: Int, cost: @escaping @Sendable (Element) -> Int) {
        self.capacity = capacity
        self.cost = cost
    }

    /// Queues an element and waits while the queue is over its capacity.
    /// - Returns: false when nobody will consume it, or when the task was cancelled while waiting.
    func send(_ element: Element) async -> Bool {
        let (accepted, waits, id, consumers) = state.withLock { state in
            guard !state.finished, !state.abandoned else { return (false, false, 0, Waiters()) }
            state.elements.append(element)
            state.load += cost(element)
            return (true, state.load > capacity, state.newID(), state.take(.consumers))
        }
        for consumer in consumers.values { consumer.resume() }
        guard waits else { return accepted }
        await wait(id, as: .producers) { [capacity] in $0.load > capacity && !$0.abandoned }
        return !Task.isCancelled && !state.withLock { $0.abandoned }
    }

    /// The next element; `nil` after the last one, or when the task is cancelled.
    func next() async -> Element? {
        while !Task.isCancelled {
            let (element, ended, id, producers) = state.withLock { state -> (Element?, Bool, Int, Waiters) in
                guard !state.elements.isEmpty else { return (nil, state.finished || state.abandoned, state.newID(), [:]) }
                let element = state.elements.removeFirst()
                state.load -= cost(element)
                return (element, false, 0, state.load <= capacity ? state.take(.producers) : [:])
            }
            for producer in producers.values { producer.resume() }
            if element != nil || ended { return element }
            await wait(id, as: .consumers) { $0.elements.isEmpty && !$0.finished && !$0.abandoned }
        }
        return nil
    }

    /// Says that no more elements come. Those queued are still delivered.
    func finish() {
        let consumers = state.withLock { state in
            state.finished = true
            return state.take(.consumers)
        }
        for consumer in consumers.values { consumer.resume() }
    }

    /// Says that nobody consumes any more, and forgets what is queued.
    func abandon() {
        let waiters = state.withLock { state in
            state.abandoned = true
            state.elements = []
            state.load = 0
            return Array(state.take(.consumers).values) + Array(state.take(.producers).values)
        }
        for waiter in waiters { waiter.resume() }
    }

    private func wait(_ id: Int, as side: Side, while condition: @Sendable (State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard !Task.isCancelled, condition(state) else { return false }
                    state.waiters[side, default: [:]][id] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters[side]?.removeValue(forKey: id) }?.resume()
        }
    }
}
