import StrataStore
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ChangesTests {
    @Test func `changes come with what was before them, from the log as from the writer`() async throws {
        try await withStore { store in
            let a = try await store.create("a", value: bytes("1"))
            let a2 = try await store.update("a", value: bytes("2"), expecting: a.modified)
            let changes = try await store.changes(prefix: "", after: .initial)
            let replayed = try await next(changes)
            #expect(replayed == [Change(kind: .put, entry: a, previous: nil), Change(kind: .put, entry: a2, previous: a)])
            async let waiting = next(changes)
            let gone = try await store.delete("a", expecting: nil)
            let live = try await waiting
            #expect(live == [Change(kind: .delete, entry: gone, previous: a2)])
        }
    }

    @Test func `a follower of one prefix learns how far it has seen the others`() async throws {
        try await withStore { store in
            let other = try await store.create("b/1", value: [])
            var changes = try await store.changes(prefix: "a/", after: .initial).makeAsyncIterator()
            let batch = try await changes.next()
            #expect(batch?.changes.isEmpty == true && batch?.revision == other.modified)
        }
    }

    @Test func `following a revision of the future is refused`() async throws {
        try await withStore { store in
            let future = Revision(rawValue: 7)
            await #expect(throws: StoreError.behind(wanted: future, current: .initial)) {
                _ = try await store.changes(prefix: "", after: future)
            }
        }
    }

    @Test func `a follower that falls behind is ended as lagging and can go on from where it was`() async throws {
        try await withStore(followerLimit: 4) { store in
            let changes = try await store.changes(prefix: "", after: .initial)
            async let waiting = next(changes)
            // The first batch may still come from the log; the second makes sure that the follower is live.
            try await store.create("0", value: [])
            let first = try await waiting
            #expect(first.map(\.key) == ["0"])
            async let again = next(changes)
            let live = try await store.create("1", value: []).modified
            let second = try await again
            #expect(second.map(\.revision) == [live])
            await joinLive(changes, store)
            for number in 2..<9 { try await store.create("\(number)", value: []) }
            await #expect(throws: StoreError.lagging) { try await next(changes) }
            let resumed = try await next(try await store.changes(prefix: "", after: live))
            #expect(resumed.map(\.key) == ["2", "3", "4", "5", "6", "7", "8"])
        }
    }

    @Test func `closing the store ends its followers`() async throws {
        try await withStore { store in
            let changes = try await store.changes(prefix: "", after: .initial)
            let follower = Task { for try await _ in changes {} }
            try await store.create("a", value: [])
            await store.close()
            await #expect(throws: StoreError.closed) { try await follower.value }
        }
    }

    @Test func `a cancelled follower stops waiting`() async throws {
        try await withStore { store in
            let changes = try await store.changes(prefix: "", after: .initial)
            let follower = Task { for try await _ in changes {} }
            follower.cancel()
            await #expect(throws: StoreError.cancelled) { try await follower.value }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `followers see every revision once and in order while many write`(seed: UInt64) async throws {
        try await withStore { store in
            let writers = 8
            let writes = 60
            let histories = try await withThrowingTaskGroup(of: [Change]?.self) { group in
                for follower in 0..<6 {
                    group.addTask {
                        // Half of them start in the middle of things, and read the first part from the log.
                        while follower >= 3, try await store.currentRevision().rawValue < UInt64(follower * 40) { await Task.yield() }
                        var seen: [Change] = []
                        for try await batch in try await store.changes(prefix: "", after: .initial) {
                            seen += batch.changes
                            #expect(batch.revision == seen.last?.revision)
                            if batch.revision.rawValue == UInt64(writers * writes + 1) { break }
                        }
                        return seen
                    }
                }
                for writer in 0..<writers {
                    group.addTask {
                        try await writeRandomly(store, count: writes, seed: seed * 100 + UInt64(writer))
                        return nil
                    }
                }
                return try await group.reduce(into: [[Change]]()) { if let history = $1 { $0.append(history) } }
            }
            #expect(histories.count == 6)
            let first = try #require(histories.first)
            #expect(first.map(\.revision.rawValue) == Array(2...UInt64(writers * writes + 1)))
            for history in histories { #expect(history == first) }
            try await check(first, against: store)
        }
    }

    private func next(_ changes: Changes) async throws -> [Change] {
        var iterator = changes.makeAsyncIterator()
        return try await iterator.next()?.changes ?? []
    }

    /// Lets a feed that has read all of the log find that out: a cancelled wait takes nothing from it.
    private func joinLive(_ changes: Changes, _ store: SQLiteStore) async {
        let wait = Task { try await next(changes) }
        wait.cancel()
        _ = await wait.result
    }

    /// Replays a history into a model, and compares what it says was before, the present, and lists of the past.
    private func check(_ history: [Change], against store: SQLiteStore) async throws {
        var model: [String: Entry] = [:]
        for change in history {
            #expect(change.previous == model[change.key])
            switch change.kind {
            case .put: model[change.key] = change.entry
            case .delete:
                #expect(change.entry.value == model[change.key]?.value)
                model[change.key] = nil
            }
            if change.revision.rawValue.isMultiple(of: 37) {
                let listed = try await store.list(prefix: "", at: change.revision).entries
                #expect(listed == model.values.sorted { $0.key < $1.key })
            }
        }
        #expect(try await store.list(prefix: "").entries == model.values.sorted { $0.key < $1.key })
    }
}

/// Makes exactly `count` successful writes to a few keys that all writers share, judging by errors what is there.
func writeRandomly(_ store: some ResourceStore, count: Int, seed: UInt64, prefix: String = "k") async throws {
    var random = SeededGenerator(seed: seed)
    var done = 0
    while done < count {
        let key = "\(prefix)\(Int.random(in: 0..<10, using: &random))"
        let value = bytes("\(seed)-\(done)")
        do throws(StoreError) {
            if let present = try await store.get(key) {
                if Int.random(in: 0..<4, using: &random) == 0 {
                    _ = try await store.delete(key, expecting: present.modified)
                } else {
                    _ = try await store.update(key, value: value, expecting: present.modified)
                }
            } else {
                _ = try await store.create(key, value: value)
            }
            done += 1
        } catch {
            switch error {
            case .exists, .conflict, .missing: continue
            default: throw error
            }
        }
    }
}
