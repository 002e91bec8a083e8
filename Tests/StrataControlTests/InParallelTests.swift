import Synchronization
import Testing

@testable import StrataControl

@Suite struct InParallelTests {
    struct Trouble: Error {}

    @Test(arguments: [0, 1, 5, 300]) func `every element is taken once, and never more at a time than allowed`(count: Int) async throws {
        let state = Mutex((seen: [Int](), active: 0, most: 0))
        try await inParallel(Array(0..<count), limit: 5) { number in
            state.withLock { state in
                state.seen.append(number)
                state.active += 1
                state.most = max(state.most, state.active)
            }
            await Task.yield()
            state.withLock { $0.active -= 1 }
        }
        #expect(state.withLock { $0.seen.sorted() } == Array(0..<count))
        #expect(state.withLock { $0.most } <= 5)
    }

    @Test func `a failure is thrown and ends the rest`() async {
        let begun = Mutex(0)
        await #expect(throws: Trouble.self) {
            try await inParallel(Array(0..<1_000), limit: 4) { number in
                begun.withLock { $0 += 1 }
                if number == 10 { throw Trouble() }
            }
        }
        #expect(begun.withLock { $0 } < 1_000)
    }
}
