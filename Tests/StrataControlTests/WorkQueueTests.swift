import Synchronization
import Testing

@testable import StrataControl

@Suite struct WorkQueueTests {
    struct Trouble: Error {}

    /// Runs a queue until `done` says so.
    private func run(
        _ queue: WorkQueue<String>, workers: Int = 4, until done: Signal, _ work: @escaping @Sendable (String) async throws -> Outcome
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await queue.run(workers: workers, work) { _, _ in } }
            group.addTask { await done.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a name added many times before it is looked at is looked at once`() async {
        let queue = WorkQueue<String>()
        let done = Signal()
        let seen = Mutex<[String]>([])
        for _ in 0..<100 { queue.add("a") }
        queue.add("b")
        await run(queue, workers: 1, until: done) { key in
            seen.withLock { $0.append(key) }
            if key == "b" { done.raise() }
            return .settled
        }
        #expect(seen.withLock { $0 } == ["a", "b"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `no name is worked on twice at the same time, and none that changed is forgotten`() async {
        let queue = WorkQueue<String>()
        let done = Signal()
        let state = Mutex((active: 0, most: 0, runs: 0))
        queue.add("a")
        await run(queue, until: done) { key in
            state.withLock { state in
                state.active += 1
                state.most = max(state.most, state.active)
                state.runs += 1
            }
            if state.withLock({ $0.runs }) < 5 { queue.add(key) } else { done.raise() }
            await Task.yield()
            state.withLock { $0.active -= 1 }
            return .settled
        }
        #expect(state.withLock { $0.most } == 1)
        #expect(state.withLock { $0.runs } == 5)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a failure is tried again, each time later`() async {
        let queue = WorkQueue<String>(backoff: (.milliseconds(5), .milliseconds(40)))
        let done = Signal()
        let times = Mutex<[ContinuousClock.Instant]>([])
        queue.add("a")
        await run(queue, until: done) { _ in
            let count = times.withLock { times in
                times.append(.now)
                return times.count
            }
            if count < 5 { throw Trouble() }
            done.raise()
            return .settled
        }
        let waits = times.withLock { times in zip(times.dropFirst(), times).map { $0 - $1 } }
        #expect(waits.count == 4)
        for (wait, least) in zip(waits, [5, 10, 20, 40]) { #expect(wait >= .milliseconds(least)) }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a name that asks for it is looked at again by itself`() async {
        let queue = WorkQueue<String>()
        let done = Signal()
        let runs = Mutex(0)
        queue.add("a")
        await run(queue, until: done) { _ in
            if runs.withLock({ runs in
                runs += 1
                return runs == 3
            }) {
                done.raise()
            }
            return .again(after: .milliseconds(1))
        }
        #expect(runs.withLock { $0 } >= 3)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a name that hangs keeps no other from its turn`() async {
        let queue = WorkQueue<String>()
        let done = Signal()
        queue.add("hangs")
        queue.add("works")
        await run(queue, workers: 2, until: done) { key in
            if key == "hangs" { try await Task.sleep(for: .seconds(3600)) }
            done.raise()
            return .settled
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a failing name that wakes itself waits all the same`() async {
        let queue = WorkQueue<String>(backoff: (.milliseconds(50), .milliseconds(50)))
        let done = Signal()
        let times = Mutex<[ContinuousClock.Instant]>([])
        queue.add("a", wish: 1)
        await run(queue, until: done) { key in
            let count = times.withLock { times in
                times.append(.now)
                return times.count
            }
            queue.add(key, wish: 1)
            if count == 3 { done.raise() }
            Task { queue.add(key, wish: 1) }
            throw Trouble()
        }
        let waits = times.withLock { times in zip(times.dropFirst(), times).map { $0 - $1 } }
        #expect(waits.allSatisfy { $0 >= .milliseconds(50) })
    }

    @Test(.timeLimit(.minutes(5)))
    func `another wish does not wait for what failed before`() async {
        let queue = WorkQueue<String>(backoff: (.seconds(3600), .seconds(3600)))
        let done = Signal()
        let runs = Mutex(0)
        queue.add("a", wish: 1)
        await run(queue, until: done) { key in
            let count = runs.withLock { runs in
                runs += 1
                return runs
            }
            if count == 3 {
                done.raise()
                return .settled
            }
            // One that comes while the name is worked on, and one that comes while it waits.
            if count == 1 { queue.add(key, wish: 2) } else { Task { queue.add(key, wish: 3) } }
            throw Trouble()
        }
        #expect(runs.withLock { $0 } == 3)
    }

    @Test(.timeLimit(.minutes(5)))
    func `names that only wait for time to pass take turns when there are many, and one that is wanted does not wait`() async {
        let queue = WorkQueue<String>(pace: .milliseconds(20))
        let done = Signal()
        let start = ContinuousClock.now
        let second = Mutex<ContinuousClock.Instant?>(nil)
        let runs = Mutex<[String: Int]>([:])
        for number in 0..<20 { queue.add("n\(number)") }
        await run(queue, workers: 1, until: done) { key in
            let run = runs.withLock { runs in
                runs[key, default: 0] += 1
                return runs[key] ?? 0
            }
            if key == "n19", run == 1 { queue.add("wanted") }
            if key == "wanted" { second.withLock { $0 = .now } }
            // The last of the first round found almost all others waiting.
            if key == "n19", run == 2 { done.raise() }
            return key == "wanted" ? .settled : .again(after: .milliseconds(1))
        }
        // Without turns it would be milliseconds.
        #expect(ContinuousClock.now - start >= .milliseconds(200))
        #expect(second.withLock { $0 } != nil)
        #expect(runs.withLock { $0["wanted"] } == 1)
    }
}
