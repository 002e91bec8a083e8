import StrataDriverKit
import Synchronization
import Testing

@testable import StrataControl

/// How many run now, how many ran at most, and how many are done.
private final class Tally: Sendable {
    let state = Mutex((active: 0, most: 0, done: 0))

    func enter() {
        state.withLock { state in
            state.active += 1
            state.most = max(state.most, state.active)
        }
    }

    func leave() {
        state.withLock { state in
            state.active -= 1
            state.done += 1
        }
    }
}

@Suite struct LimiterTests {
    @Test(.timeLimit(.minutes(5)))
    func `never more than the limit run at once, and all get their turn`() async throws {
        let limiter = Limiter(3)
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { @Sendable in
                    try await limiter.run { @Sendable in
                        tally.enter()
                        for _ in 0..<5 { await Task.yield() }
                        tally.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(tally.state.withLock { $0.most } <= 3)
        #expect(tally.state.withLock { $0.done } == 50)
    }

    @Test(.timeLimit(.minutes(5)))
    func `who is cancelled while waiting leaves the queue`() async throws {
        let limiter = Limiter(1)
        let entered = Signal()
        let release = Signal()
        let holder = Task {
            try await limiter.run {
                entered.raise()
                await release.wait()
            }
        }
        await entered.wait()
        let waiter = Task { try await limiter.run {} }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        release.raise()
        try await holder.value
        try await limiter.run {}
    }

    @Test(.timeLimit(.minutes(5)))
    func `what takes longer than its time is cancelled`() async {
        await #expect(throws: DeadlineExceeded.self) {
            try await withDeadline(.milliseconds(5)) { try await Task.sleep(for: .seconds(3600)) }
        }
    }
}
