import Synchronization
import Testing

@testable import StrataStore

/// A store whose change sequences end early, as if the consumer had not kept up or history had been compacted.
final class InterruptedStore: ResourceStore {
    let store: SQLiteStore
    private let failures: Mutex<[StoreError]>

    init(_ store: SQLiteStore, failures: [StoreError]) {
        self.store = store
        self.failures = Mutex(failures)
    }

    var isExhausted: Bool { failures.withLock { $0.isEmpty } }

    func currentRevision() async throws(StoreError) -> Revision { try await store.currentRevision() }
    func get(_ key: String) async throws(StoreError) -> Entry? { try await store.get(key) }
    func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws(StoreError) -> Listing {
        try await store.list(prefix: prefix, after: after, limit: limit, at: revision)
    }
    func create(_ key: String, value: [UInt8]) async throws(StoreError) -> Entry { try await store.create(key, value: value) }
    func update(_ key: String, value: [UInt8], expecting: Revision) async throws(StoreError) -> Entry {
        try await store.update(key, value: value, expecting: expecting)
    }
    func delete(_ key: String, expecting: Revision?) async throws(StoreError) -> Entry { try await store.delete(key, expecting: expecting) }
    func compact(before revision: Revision) async throws(StoreError) { try await store.compact(before: revision) }
    func close() async { await store.close() }

    func changes(prefix: String, after revision: Revision) async throws(StoreError) -> Changes {
        let changes = try await store.changes(prefix: prefix, after: revision)
        guard let failure = failures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return changes }
        return Changes(OneBatch(feed: changes, failure: failure))
    }

    /// Gives one batch and then fails.
    private final class OneBatch: ChangeFeed {
        private let feed: Changes
        private let failure: StoreError
        private let isSpent = Mutex(false)

        init(feed: Changes, failure: StoreError) {
            (self.feed, self.failure) = (feed, failure)
        }

        func next() async throws(StoreError) -> ChangeBatch? {
            if isSpent.withLock({ $0 }) { throw failure }
            isSpent.withLock { $0 = true }
            var iterator = feed.makeAsyncIterator()
            return try await iterator.next()
        }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct ResyncTests {
    @Test func `a cache that lagged goes on where it was, and its subscribers notice nothing`() async throws {
        try await withStore { store in
            let interrupted = InterruptedStore(store, failures: [.lagging, .lagging, .lagging])
            try await withCache(interrupted) { cache in
                let subscription = try cache.subscribe()
                var seen: [UInt64] = []
                for number in 0..<10 {
                    let end = try await store.create("\(number)", value: []).modified
                    seen += try await collect(subscription, through: end).map(\.revision.rawValue)
                }
                #expect(seen == Array(2...11))
                #expect(interrupted.isExhausted)
            }
        }
    }

    @Test func `a cache whose place was compacted away loads again and tells its subscribers to`() async throws {
        try await withStore { store in
            let interrupted = InterruptedStore(store, failures: [.compacted(oldest: .initial)])
            try await withCache(interrupted) { cache in
                let subscription = try cache.subscribe()
                let end = try await store.create("a", value: []).modified
                await #expect {
                    for try await _ in subscription {}
                } throws: { error in
                    if case StoreError.compacted = error { true } else { false }
                }
                try await cache.waitUntil(revision: end, timeout: .seconds(60))
                #expect(cache.snapshot().items.map(\.key) == ["a"])
                let again = try cache.subscribe()
                let next = try await store.create("b", value: []).modified
                #expect(try await collect(again, through: next).map(\.key) == ["b"])
            }
        }
    }
}
