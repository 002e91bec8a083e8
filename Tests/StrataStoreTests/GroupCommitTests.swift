import Dispatch
import GRDB
import Testing

@testable import StrataStore

@Suite(.timeLimit(.minutes(5)))
struct GroupCommitTests {
    @Test func `of many who create one key at once exactly one succeeds`() async throws {
        try await withStore { store in
            let outcomes = await withTaskGroup(of: StoreError?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        do throws(StoreError) {
                            _ = try await store.create("a", value: bytes("\(number)"))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: [StoreError?]()) { $0.append($1) }
            }
            let winner = try #require(try await store.get("a"))
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.count { $0 == .exists(key: "a", revision: winner.modified) } == 99)
            #expect(try await store.currentRevision() == winner.modified)
        }
    }

    @Test func `a counter raised by many who retry on conflict loses nothing`() async throws {
        try await withStore { store in
            try await store.create("counter", value: [0])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        var raised = 0
                        while raised < 10 {
                            let now = try #require(try await store.get("counter"))
                            do throws(StoreError) {
                                _ = try await store.update("counter", value: [now.value[0] + 1], expecting: now.modified)
                                raised += 1
                            } catch .conflict {
                                continue
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.get("counter")?.value == [100])
        }
    }

    @Test func `writes that wait together are committed together, each judged by itself`() async throws {
        try await withStore { store in
            try await store.create("old", value: bytes("1"))
            let start = try await store.currentRevision()
            var changes = try await store.changes(prefix: "", after: start).makeAsyncIterator()
            let (outcomes, batch) = try await withWriterHeld(store) { release in
                try await withThrowingTaskGroup(of: (Int, StoreError?).self) { group in
                    for (number, order) in Self.orders(start).enumerated() {
                        group.addTask { (number, await Self.failure(store, order)) }
                        // One after the other, as later ones are judged by what the earlier ones did.
                        while store.queue.count < number + 1 { await Task.yield() }
                    }
                    release()
                    var outcomes: [Int: StoreError?] = [:]
                    for try await (number, failure) in group { outcomes[number] = failure }
                    return (outcomes, try await changes.next())
                }
            }
            let (a, b) = (Revision(rawValue: start.rawValue + 1), Revision(rawValue: start.rawValue + 2))
            #expect(outcomes[0] == .some(nil))
            #expect(outcomes[1] == .exists(key: "a", revision: a))
            #expect(outcomes[2] == .conflict(key: "old", actual: start))
            #expect(outcomes[3] == .some(nil))
            #expect(outcomes[4] == .missing(key: "old"))
            #expect(batch?.changes.map(\.key) == ["a", "old"])
            #expect(batch?.changes.map(\.revision) == [a, b])
        }
    }

    @Test func `a write that is cancelled while it waits is not carried out`() async throws {
        try await withStore { store in
            let outcome = try await withWriterHeld(store) { release in
                let write = Task { await Self.failure(store, WriteOrder(key: "a", kind: .create(value: []))) }
                while store.queue.count < 1 { await Task.yield() }
                write.cancel()
                let outcome = await write.value
                release()
                return outcome
            }
            #expect(outcome == .cancelled)
            #expect(try await store.get("a") == nil)
        }
    }

    @Test func `writes that wait when the store is closed are still carried out`() async throws {
        let scratch = try Scratch()
        let store = try openStore(scratch.path)
        let outcome = try await withWriterHeld(store) { release in
            let write = Task { await Self.failure(store, WriteOrder(key: "a", kind: .create(value: []))) }
            while store.queue.count < 1 { await Task.yield() }
            let close = Task { await store.close() }
            release()
            await close.value
            return await write.value
        }
        #expect(outcome == nil)
        let again = try openStore(scratch.path)
        #expect(try await again.get("a") != nil)
        await again.close()
    }

    private static func orders(_ start: Revision) -> [WriteOrder] {
        [
            WriteOrder(key: "a", kind: .create(value: bytes("first"))),
            WriteOrder(key: "a", kind: .create(value: bytes("second"))),
            WriteOrder(key: "old", kind: .update(value: [], expecting: .initial)),
            WriteOrder(key: "old", kind: .delete(expecting: start)),
            WriteOrder(key: "old", kind: .update(value: [], expecting: start)),
        ]
    }

    private static func failure(_ store: SQLiteStore, _ order: WriteOrder) async -> StoreError? {
        do throws(StoreError) {
            _ =
                switch order.kind {
                case .create(let value): try await store.create(order.key, value: value)
                case .update(let value, let expected): try await store.update(order.key, value: value, expecting: expected)
                case .delete(let expected): try await store.delete(order.key, expecting: expected)
                }
            return nil
        } catch {
            return error
        }
    }

    /// Occupies the writing connection until the body calls what it is given.
    private func withWriterHeld<R>(_ store: SQLiteStore, _ body: (_ release: @Sendable () -> Void) async throws -> R) async throws -> R {
        let semaphore = DispatchSemaphore(value: 0)
        let (held, holding) = AsyncStream.makeStream(of: Void.self)
        store.pool.asyncWriteWithoutTransaction { _ in
            holding.finish()
            semaphore.wait()
        }
        for await _ in held {}
        return try await body { semaphore.signal() }
    }
}
