import Synchronization
import Testing

@testable import StrataStore

/// What the tests' caches keep per entry.
struct Item: Sendable, Equatable {
    var key: String
    var value: [UInt8]
    var revision: Revision

    init(_ entry: Entry) {
        (key, value, revision) = (entry.key, entry.value, entry.modified)
    }
}

/// Runs a test with a cache that is loaded and follows.
func withCache(
    _ store: some ResourceStore, prefix: String = "", historyLimit: Int = 4096, bufferLimit: Int = 1024,
    _ body: (WatchCache<Item>) async throws -> Void
) async throws {
    let cache = WatchCache(store: store, prefix: prefix, historyLimit: historyLimit, bufferLimit: bufferLimit) { Item($0) }
    let running = Task { try await cache.run() }
    do {
        try await cache.ready()
        try await body(cache)
    } catch {
        running.cancel()
        _ = await running.result
        throw error
    }
    running.cancel()
    try await running.value
}

@Suite(.timeLimit(.minutes(2)))
struct WatchCacheTests {
    @Test func `it lists what was there before and what came since, in key order`() async throws {
        try await withStore { store in
            for key in ["p/c", "p/a", "q/x"] { try await store.create(key, value: bytes(key)) }
            try await withCache(store, prefix: "p/") { cache in
                #expect(cache.snapshot().items.map(\.key) == ["p/a", "p/c"])
                let b = try await store.create("p/b", value: [])
                let gone = try await store.delete("p/a", expecting: nil)
                try await cache.waitUntil(revision: gone.modified, timeout: .seconds(60))
                let page = cache.snapshot(prefix: "p/")
                #expect(page.items.map(\.key) == ["p/b", "p/c"])
                #expect(page.revision == gone.modified && page.remaining == 0 && page.lastKey == "p/c")
                #expect(cache.item("p/b") == Item(b))
                #expect(cache.item("p/a") == nil)
            }
        }
    }

    @Test func `it forgets the past that it is told to, and keeps what is current`() async throws {
        try await withStore { store in
            try await withCache(store) { cache in
                let first = try await store.create("a", value: [1])
                let second = try await store.update("a", value: [2], expecting: first.modified)
                let third = try await store.create("b", value: [])
                try await cache.waitUntil(revision: third.modified, timeout: .seconds(60))
                cache.forget(before: second.modified)
                #expect(throws: StoreError.compacted(oldest: second.modified)) { _ = try cache.subscribe(after: first.modified) }
                var events = try cache.subscribe(after: second.modified).makeAsyncIterator()
                #expect(try await events.next()?.events.map(\.key) == ["b"])
                #expect(cache.snapshot().items.map(\.key) == ["a", "b"])
                // What has not been seen cannot be forgotten, and what was forgotten does not come back.
                cache.forget(before: Revision(rawValue: 1 << 40))
                cache.forget(before: .initial)
                _ = try cache.subscribe(after: third.modified)
                #expect(throws: StoreError.self) { _ = try cache.subscribe(after: second.modified) }
            }
        }
    }

    @Test(arguments: [1, 2, 50, 128, 299, 300, 1_000])
    func `pages together make the whole, and say how much remains`(size: Int) async throws {
        try await withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 { group.addTask { try await store.create("n/\(number)", value: []) } }
                for number in 0..<5 { group.addTask { try await store.create("m/\(number)", value: []) } }
                try await group.waitForAll()
            }
            try await withCache(store) { cache in
                let whole = cache.snapshot(prefix: "n/").items
                #expect(whole.count == 300 && cache.count(prefix: "n/") == 300 && cache.count() == 305)
                var items: [Item] = []
                var after: String?
                repeat {
                    let page = cache.snapshot(prefix: "n/", after: after, limit: size)
                    items += page.items
                    #expect(page.remaining == 300 - items.count && page.items.count <= size)
                    after = page.remaining > 0 ? page.lastKey : nil
                } while after != nil
                #expect(items == whole)
                #expect(cache.snapshot(prefix: "n/", after: "z").items.isEmpty)
                #expect(cache.snapshot(prefix: "n/", after: "a", limit: 1).items == [whole[0]])
                #expect(cache.snapshot(prefix: "none/").lastKey == nil)
            }
        }
    }

    @Test func `each revision is decoded once, however many subscribe`() async throws {
        try await withStore { store in
            let decoded = Mutex<[Revision]>([])
            let cache = WatchCache(store: store, prefix: "") { entry in
                decoded.withLock { $0.append(entry.modified) }
                return Item(entry)
            }
            let running = Task { try await cache.run() }
            try await cache.ready()
            let subscriptions = try (0..<20).map { _ in try cache.subscribe(after: .initial) }
            try await store.create("a", value: [])
            let end = try await store.delete("a", expecting: nil).modified
            for subscription in subscriptions { #expect(try await collect(subscription, through: end).count == 2) }
            #expect(decoded.withLock { $0 } == [Revision(rawValue: 2), Revision(rawValue: 3)])
            running.cancel()
            try await running.value
        }
    }

    @Test func `events tell what was before, and a deletion shows the last value at its own revision`() async throws {
        try await withStore { store in
            try await withCache(store) { cache in
                let subscription = try cache.subscribe()
                let a = try await store.create("a", value: bytes("1"))
                let a2 = try await store.update("a", value: bytes("2"), expecting: a.modified)
                let gone = try await store.delete("a", expecting: nil)
                let events = try await collect(subscription, through: gone.modified)
                #expect(events.map(\.kind) == [.put, .put, .delete])
                #expect(events.map(\.previous) == [nil, Item(a), Item(a2)])
                #expect(events.map(\.item) == [Item(a), Item(a2), Item(gone)])
                #expect(gone.value == bytes("2"))
            }
        }
    }

    @Test func `a subscription starts in the past or follows a snapshot, and sees only its prefix`() async throws {
        try await withStore { store in
            try await withCache(store) { cache in
                let a = try await store.create("a/1", value: [])
                try await store.create("b/1", value: [])
                let end = try await store.create("a/2", value: []).modified
                try await cache.waitUntil(revision: end, timeout: .seconds(60))
                let past = try cache.subscribe(prefix: "a/", after: a.modified)
                #expect(try await collect(past, through: end).map(\.key) == ["a/2"])
                let now = try cache.subscribe(prefix: "b/", after: cache.snapshot(prefix: "b/").revision)
                let b2 = try await store.create("b/2", value: []).modified
                #expect(try await collect(now, through: b2).map(\.key) == ["b/2"])
            }
        }
    }

    @Test func `a subscription after a revision not seen yet starts there`() async throws {
        try await withStore { store in
            try await withCache(store) { cache in
                let subscription = try cache.subscribe(after: Revision(rawValue: 3))
                for key in ["a", "b", "c"] { try await store.create(key, value: []) }
                #expect(try await collect(subscription, through: Revision(rawValue: 4)).map(\.key) == ["c"])
            }
        }
    }

    @Test func `watches resume across a restart from the history the store still has`() async throws {
        try await withStore { store in
            for number in 0..<20 { try await store.create("\(number)", value: []) }
            try await store.compact(before: Revision(rawValue: 5))
            try await withCache(store, historyLimit: 10) { cache in
                let subscription = try cache.subscribe(after: Revision(rawValue: 12))
                #expect(try await collect(subscription, through: Revision(rawValue: 21)).map(\.revision.rawValue) == Array(13...21))
                #expect(throws: StoreError.compacted(oldest: Revision(rawValue: 11))) { try cache.subscribe(after: Revision(rawValue: 10)) }
            }
            try await withCache(store, historyLimit: 1_000) { cache in
                #expect(throws: StoreError.compacted(oldest: Revision(rawValue: 5))) { try cache.subscribe(after: Revision(rawValue: 4)) }
                #expect(cache.count() == 20)
                let subscription = try cache.subscribe(after: Revision(rawValue: 5))
                #expect(try await collect(subscription, through: Revision(rawValue: 21)).count == 16)
            }
        }
    }

    @Test func `history is bounded and older revisions are refused as compacted`() async throws {
        try await withStore { store in
            try await withCache(store, historyLimit: 3) { cache in
                var end = Revision.initial
                for number in 0..<10 { end = try await store.create("\(number)", value: []).modified }
                try await cache.waitUntil(revision: end, timeout: .seconds(60))
                #expect(throws: StoreError.compacted(oldest: Revision(rawValue: 8))) { try cache.subscribe(after: Revision(rawValue: 7)) }
                let subscription = try cache.subscribe(after: Revision(rawValue: 8))
                #expect(try await collect(subscription, through: end).count == 3)
            }
        }
    }

    @Test func `a slow subscriber is ended as lagging while others go on`() async throws {
        try await withStore { store in
            try await withCache(store, bufferLimit: 5) { cache in
                let slow = try cache.subscribe()
                let quick = try cache.subscribe()
                for number in 0..<8 {
                    let end = try await store.create("\(number)", value: []).modified
                    #expect(try await collect(quick, through: end).count == 1)
                }
                await #expect(throws: StoreError.lagging) { try await collect(slow, through: Revision(rawValue: 9)) }
            }
        }
    }

    @Test func `a cache of one prefix can be waited for by the revision of another, and in vain for the future`() async throws {
        try await withStore { store in
            try await withCache(store, prefix: "a/") { cache in
                let other = try await store.create("b/1", value: []).modified
                try await cache.waitUntil(revision: other, timeout: .seconds(60))
                #expect(cache.currentRevision >= other)
                await #expect(throws: StoreError.behind(wanted: other.next, current: other)) {
                    try await cache.waitUntil(revision: other.next, timeout: .milliseconds(20))
                }
                let waiting = Task { try await cache.waitUntil(revision: other.next, timeout: .seconds(60)) }
                waiting.cancel()
                await #expect(throws: StoreError.cancelled) { try await waiting.value }
            }
        }
    }

    @Test func `progress reaches subscribers to whom nothing happened`() async throws {
        try await withStore { store in
            try await withCache(store) { cache in
                let subscription = try cache.subscribe(prefix: "quiet/")
                let end = try await store.create("loud/1", value: []).modified
                try await cache.waitUntil(revision: end, timeout: .seconds(60))
                cache.announceProgress()
                var iterator = subscription.makeAsyncIterator()
                let batch = try #require(try await iterator.next())
                #expect(batch.events.isEmpty && batch.revision == end)
            }
        }
    }

    @Test func `subscribers end without an error when the cache stops, and who waits is told`() async throws {
        try await withStore { store in
            let cache = WatchCache(store: store, prefix: "") { Item($0) }
            let running = Task { try await cache.run() }
            try await cache.ready()
            let subscription = try cache.subscribe()
            let waiting = Task { try await cache.waitUntil(revision: Revision(rawValue: 99), timeout: .seconds(60)) }
            running.cancel()
            try await running.value
            var iterator = subscription.makeAsyncIterator()
            #expect(try await iterator.next() == nil)
            await #expect(throws: StoreError.closed) { try await waiting.value }
            await #expect(throws: StoreError.closed) { try await cache.ready() }
            #expect(throws: StoreError.closed) { try cache.subscribe() }
        }
    }

    @Test func `a store that closes ends the cache with its reason`() async throws {
        try await withStore { store in
            let cache = WatchCache(store: store, prefix: "") { Item($0) }
            let running = Task { try await cache.run() }
            try await cache.ready()
            let subscription = try cache.subscribe()
            await store.close()
            await #expect(throws: StoreError.closed) { try await running.value }
            await #expect(throws: StoreError.closed) { try await collect(subscription, through: Revision(rawValue: 2)) }
        }
    }

    @Test func `subscribers that are gone are forgotten`() async throws {
        try await withStore { store in
            try await withCache(store) { cache in
                do {
                    let subscription = try cache.subscribe()
                    #expect(cache.state.withLock { $0.subscribers.count } == 1)
                    _ = consume subscription
                }
                #expect(cache.state.withLock { $0.subscribers.isEmpty })
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `snapshot and subscription together equal the store while many write`(seed: UInt64) async throws {
        try await withStore { store in
            try await withCache(store) { cache in
                let (writers, writes) = (6, 50)
                let end = Revision(rawValue: UInt64(writers * writes + 1))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for follower in 0..<6 as Range<UInt64> {
                        group.addTask { try await self.rebuild(cache, from: Revision(rawValue: 1 + follower * 50), through: end) }
                    }
                    for writer in 0..<writers {
                        group.addTask { try await writeRandomly(store, count: writes, seed: seed * 100 + UInt64(writer)) }
                    }
                    try await group.waitForAll()
                }
                #expect(cache.snapshot().items == (try await store.list(prefix: "").entries.map(Item.init)))
            }
        }
    }

    /// Takes a snapshot at some revision, adds events to it one by one, and compares with the cache at the end.
    private func rebuild(_ cache: WatchCache<Item>, from start: Revision, through end: Revision) async throws {
        try await cache.waitUntil(revision: start, timeout: .seconds(60))
        let snapshot = cache.snapshot()
        var model = Dictionary(uniqueKeysWithValues: snapshot.items.map { ($0.key, $0) })
        var last = snapshot.revision
        guard last < end else { return }
        for event in try await collect(try cache.subscribe(after: last), through: end) {
            #expect(event.revision == last.next && event.previous == model[event.key] && event.item.revision == event.revision)
            model[event.key] = event.kind == .put ? event.item : nil
            last = event.revision
        }
        #expect(model.values.sorted { $0.key < $1.key } == cache.snapshot().items)
    }
}

/// All events of a subscription up to a revision.
func collect(_ subscription: Subscription<Item>, through end: Revision) async throws -> [CacheEvent<Item>] {
    var events: [CacheEvent<Item>] = []
    for try await batch in subscription {
        events += batch.events
        if batch.revision >= end { break }
    }
    return events
}
