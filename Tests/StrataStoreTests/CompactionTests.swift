import GRDB
import Testing

@testable import StrataStore

@Suite(.timeLimit(.minutes(5)))
struct CompactionTests {
    @Test func `compaction ends lists and changes before it, and keeps the present and everything since`() async throws {
        try await withStore { store in
            let a = try await store.create("a", value: bytes("1"))
            let b = try await store.create("b", value: bytes("1"))
            let a2 = try await store.update("a", value: bytes("2"), expecting: a.modified)
            try await store.compact(before: a2.modified)
            let gone = try await store.delete("b", expecting: b.modified)
            let compacted = StoreError.compacted(oldest: a2.modified)
            await #expect(throws: compacted) { try await store.list(prefix: "", at: b.modified) }
            await #expect(throws: compacted) { _ = try await store.changes(prefix: "", after: b.modified) }
            #expect(try await store.list(prefix: "", at: a2.modified).entries == [a2, b])
            #expect(try await store.list(prefix: "").entries == [a2])
            var changes = try await store.changes(prefix: "", after: a2.modified).makeAsyncIterator()
            #expect(try await changes.next()?.changes == [Change(kind: .delete, entry: gone, previous: b)])
        }
    }

    @Test func `a feed that was opened before a compaction and not read until after it says so`() async throws {
        try await withStore { store in
            let a = try await store.create("a", value: [])
            var changes = try await store.changes(prefix: "", after: .initial).makeAsyncIterator()
            try await store.compact(before: a.modified)
            await #expect(throws: StoreError.compacted(oldest: a.modified)) { try await changes.next() }
        }
    }

    @Test func `after compaction only what is current is left in the file`() async throws {
        try await withStore { store in
            var last = try await store.create("a", value: [])
            for _ in 0..<2_500 { last = try await store.update("a", value: bytes("x"), expecting: last.modified) }
            try await store.create("b", value: [])
            let end = try await store.delete("b", expecting: nil).modified
            try await store.compact(before: end)
            try await store.compact(before: end)
            let rows = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM revision") }
            #expect(rows == 1)
            #expect(try await store.list(prefix: "").entries == [last])
        }
    }

    @Test func `revisions go on where they were after everything was deleted, compacted and reopened`() async throws {
        let scratch = try Scratch()
        var store = try openStore(scratch.path)
        try await store.create("a", value: [])
        let gone = try await store.delete("a", expecting: nil).modified
        try await store.compact(before: gone)
        await store.close()
        store = try openStore(scratch.path)
        #expect(try await store.currentRevision() == gone)
        #expect(try await store.create("a", value: []).modified == gone.next)
        await store.close()
    }

    @Test func `a revision of the future cannot be compacted`() async throws {
        try await withStore { store in
            let future = Revision(rawValue: 99)
            await #expect(throws: StoreError.behind(wanted: future, current: .initial)) { try await store.compact(before: future) }
        }
    }

    @Test func `compacting by number keeps the last so many revisions`() async throws {
        try await withStore { store in
            for number in 0..<20 { try await store.create("\(number)", value: []) }
            try await store.compact(keeping: 100)
            #expect(try await store.list(prefix: "", at: .initial).entries.isEmpty)
            try await store.compact(keeping: 5)
            #expect(try await store.list(prefix: "", at: Revision(rawValue: 16)).entries.count == 15)
            await #expect(throws: StoreError.compacted(oldest: Revision(rawValue: 16))) {
                try await store.list(prefix: "", at: Revision(rawValue: 15))
            }
        }
    }

    @Test func `random histories list the same before and after compaction`() async throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            try await withStore { store in
                var random = SeededGenerator(seed: seed)
                var present: [String: Revision] = [:]
                for step in 0..<200 {
                    let key = "k\(Int.random(in: 0..<12, using: &random))"
                    if let revision = present[key] {
                        if Bool.random(using: &random) {
                            present[key] = try await store.update(key, value: bytes("\(step)"), expecting: revision).modified
                        } else {
                            try await store.delete(key, expecting: revision)
                            present[key] = nil
                        }
                    } else {
                        present[key] = try await store.create(key, value: bytes("\(step)")).modified
                    }
                }
                let points = (1...201).map { Revision(rawValue: $0) }
                var before: [Revision: [Entry]] = [:]
                for point in points { before[point] = try await store.list(prefix: "", at: point).entries }
                var compacted = Revision.initial
                while compacted.rawValue < 201 {
                    compacted = Revision(rawValue: min(201, compacted.rawValue + UInt64.random(in: 1...60, using: &random)))
                    try await store.compact(before: compacted)
                    for point in points where point >= compacted {
                        #expect(
                            try await store.list(prefix: "", at: point).entries == before[point],
                            "seed \(seed), \(point) after \(compacted)")
                    }
                }
            }
        }
    }

    @Test func `age protects young revisions up to the ceiling, and never more than is kept anyway`() {
        let start = ContinuousClock.now
        let policy = RetentionPolicy(keep: 10, minimumAge: .seconds(300), ceiling: 1_000)
        var horizon = RetentionHorizon(policy: policy, now: start, revision: Revision(rawValue: 100))
        func advance(_ seconds: Int, _ current: UInt64) -> UInt64 {
            horizon.advance(now: start + .seconds(seconds), current: Revision(rawValue: current)).rawValue
        }
        #expect(advance(30, 200) == 1)
        #expect(advance(299, 300) == 1)
        #expect(advance(300, 400) == 100)
        #expect(advance(330, 500) == 200)
        #expect(advance(331, 5_000) == 4_000)
        #expect(advance(2_000, 5_005) == 4_995)
        #expect(advance(4_000, 5_005) == 4_995)
    }
}
