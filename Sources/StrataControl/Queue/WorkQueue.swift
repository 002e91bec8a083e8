import Synchronization

/// Names of what wants to be looked at: each at most once, none twice at the same time.
///
/// A name that is added while it is worked on is handed out again afterwards. Failures make a name wait, twice as long each time.
final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    private struct State {
        var waiting: [Key] = []
        var head = 0
        var queued: Set<Key> = []
        var active: Set<Key> = []
        var dirty: Set<Key> = []
        var failures: [Key: Int] = [:]
        var timetable = Timetable<Key>()
        var isClosed = false

        mutating func enqueue(_ key: Key) {
            if active.contains(key) {
                dirty.insert(key)
            } else if queued.insert(key).inserted {
                waiting.append(key)
            }
        }
    }

    private let state = Mutex(State())
    private let arrival = Signal()
    private let clock = ContinuousClock()
    /// The first wait after a failure, and the longest.
    private let backoff: (first: Duration, longest: Duration)
    private let pace: Duration

    /// - Parameter pace: the least time between two names that are looked at again only because time has passed, on average.
    init(
        backoff: (first: Duration, longest: Duration) = (.milliseconds(200), .seconds(60)), pace: Duration = .milliseconds(10)
    ) {
        self.backoff = backoff
        self.pace = pace
    }

    /// Wants a name to be looked at now.
    func add(_ key: Key) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.timetable.cancel(key)
            state.enqueue(key)
        }
        arrival.raise()
    }

    /// Wants a name to be looked at after a time, or earlier.
    func add(_ key: Key, after delay: Duration) {
        state.withLock { state in
            guard !state.isClosed, !state.queued.contains(key) else { return }
            state.timetable.schedule(key, at: clock.now.advanced(by: delay))
        }
        arrival.raise()
    }

    /// Looks at names until cancelled, at most `workers` at the same time.
    func run(workers: Int, _ work: @escaping @Sendable (Key) async throws -> Outcome, failed: @escaping @Sendable (Key, any Error) -> Void)
        async
    {
        await withDiscardingTaskGroup { group in
            var armed: ContinuousClock.Instant?
            while !Task.isCancelled {
                while state.withLock({ $0.active.count }) < workers, let key = take() {
                    group.addTask { await self.process(key, work, failed) }
                }
                if let next = state.withLock({ $0.timetable.next }), armed.map({ next < $0 || $0 <= clock.now }) ?? true {
                    armed = next
                    group.addTask { [clock, arrival] in
                        // Cancellation ends the sleep early; the loop then ends by itself.
                        try? await clock.sleep(until: next, tolerance: .milliseconds(2))
                        arrival.raise()
                    }
                }
                await arrival.wait()
            }
            state.withLock { $0.isClosed = true }
            group.cancelAll()
        }
    }

    private func process(_ key: Key, _ work: @Sendable (Key) async throws -> Outcome, _ failed: @Sendable (Key, any Error) -> Void) async {
        do {
            let outcome = try await work(key)
            done(key, retry: nil)
            if case .again(let delay) = outcome { add(key, after: stretched(delay)) }
        } catch {
            if !Task.isCancelled { failed(key, error) }
            done(key, retry: error)
        }
        arrival.raise()
    }

    /// When to look again at a name, where so many want to be looked at again that it would be all that is done. What happens to a name
    /// brings its turn at once, however many wait.
    private func stretched(_ delay: Duration) -> Duration {
        max(delay, pace * state.withLock { $0.timetable.count })
    }

    /// A name whose turn it is, nil when there is none.
    private func take() -> Key? {
        state.withLock { state in
            let now = clock.now
            while let key = state.timetable.take(at: now) { state.enqueue(key) }
            guard state.head < state.waiting.count else { return nil }
            let key = state.waiting[state.head]
            state.head += 1
            if state.head > 256, state.head * 2 > state.waiting.count {
                state.waiting.removeFirst(state.head)
                state.head = 0
            }
            state.queued.remove(key)
            state.active.insert(key)
            return key
        }
    }

    private func done(_ key: Key, retry error: (any Error)?) {
        state.withLock { state in
            state.active.remove(key)
            let isDirty = state.dirty.remove(key) != nil
            if error == nil { state.failures[key] = nil }
            if isDirty, error == nil {
                if state.queued.insert(key).inserted { state.waiting.append(key) }
            } else if error != nil {
                let failures = state.failures[key, default: 0]
                state.failures[key] = failures + 1
                let wait = min(backoff.first * (1 << min(failures, 20)), backoff.longest)
                state.timetable.cancel(key)
                state.timetable.schedule(key, at: clock.now.advanced(by: wait))
            }
        }
    }
}
