import Synchronization

/// Names of what wants to be looked at: each at most once, none twice at the same time.
///
/// A name that is added while it is worked on is handed out again afterwards. Failures make a name wait, twice as long each time. A name that
/// waits, after a failure or because its reconcile said so, goes on waiting unless something else is wished for it meanwhile: what a reconcile
/// writes down wakes its own queue, and must not cut its own wait short.
final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    private struct State {
        var waiting: [Key] = []
        var head = 0
        var queued: Set<Key> = []
        var active: Set<Key> = []
        /// What was added while it was worked on, and of it what is to be looked at again in any case.
        var dirty: Set<Key> = []
        var urgent: Set<Key> = []
        /// What is wished of a name, as a number that changes with the wish.
        var wishes: [Key: Int64] = [:]
        /// The wish that a name which waits was last looked at for.
        var tried: [Key: Int64] = [:]
        /// How often a name failed in a row.
        var failures: [Key: Int] = [:]
        var timetable = Timetable<Key>()
        var isClosed = false

        mutating func enqueue(_ key: Key, isUrgent: Bool = false) {
            if active.contains(key) {
                dirty.insert(key)
                if isUrgent { urgent.insert(key) }
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

    /// Wants a name to be looked at now, or, where it waits and this very wish was tried already, when its wait is over.
    ///
    /// - Parameter wish: a number that changes with what is wished of the name; nil to look now in any case.
    func add(_ key: Key, wish: Int64? = nil) {
        state.withLock { state in
            guard !state.isClosed else { return }
            if let wish {
                if state.timetable.contains(key), state.tried[key] == wish { return }
                state.wishes[key] = wish
            }
            state.timetable.cancel(key)
            state.enqueue(key, isUrgent: wish == nil)
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
                while state.withLock({ $0.active.count }) < workers, let (key, wish) = take() {
                    group.addTask { await self.process(key, wish, work, failed) }
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

    private func process(
        _ key: Key, _ wish: Int64?, _ work: @Sendable (Key) async throws -> Outcome, _ failed: @Sendable (Key, any Error) -> Void
    ) async {
        do {
            let outcome = try await work(key)
            succeeded(key, at: wish, outcome)
        } catch {
            if !Task.isCancelled { failed(key, error) }
            self.failed(key, at: wish)
        }
        arrival.raise()
    }

    /// A name whose turn it is and what is wished of it, nil when there is none.
    private func take() -> (key: Key, wish: Int64?)? {
        state.withLock { state in
            let now = clock.now
            while let key = state.timetable.take(at: now) { state.enqueue(key, isUrgent: true) }
            guard state.head < state.waiting.count else { return nil }
            let key = state.waiting[state.head]
            state.head += 1
            if state.head > 256, state.head * 2 > state.waiting.count {
                state.waiting.removeFirst(state.head)
                state.head = 0
            }
            state.queued.remove(key)
            state.active.insert(key)
            return (key, state.wishes[key])
        }
    }

    private func succeeded(_ key: Key, at wish: Int64?, _ outcome: Outcome) {
        state.withLock { state in
            state.active.remove(key)
            state.failures[key] = nil
            switch outcome {
            case .settled:
                state.urgent.remove(key)
                if state.dirty.remove(key) != nil {
                    state.enqueue(key)
                } else {
                    state.wishes[key] = nil
                    state.tried[key] = nil
                }
            case .again(let delay):
                // Where so many want to be looked at again that it would be all that is done, each waits longer. What happens to a name
                // brings its turn at once, however many wait.
                wait(key, for: max(delay, pace * state.timetable.count), tried: wish, &state)
            }
        }
    }

    private func failed(_ key: Key, at wish: Int64?) {
        state.withLock { state in
            state.active.remove(key)
            let count = state.failures[key] ?? 0
            state.failures[key] = count + 1
            wait(key, for: min(backoff.first * (1 << min(count, 20)), backoff.longest), tried: wish, &state)
        }
    }

    /// Has a name wait, unless something else was wished of it while it was worked on.
    private func wait(_ key: Key, for delay: Duration, tried wish: Int64?, _ state: inout State) {
        state.tried[key] = wish
        state.dirty.remove(key)
        if state.urgent.remove(key) != nil || state.wishes[key] != wish { return state.enqueue(key) }
        state.timetable.schedule(key, at: clock.now.advanced(by: delay))
    }
}
