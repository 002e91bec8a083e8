import Testing

@testable import StrataStore

@Suite struct CacheHistoryTests {
    private func event(_ revision: UInt64) -> CacheEvent<Int> {
        CacheEvent(kind: .put, key: "k", revision: Revision(rawValue: revision), item: 0, previous: nil)
    }

    @Test func `it keeps the last events within their number, and tells which is forgotten`() {
        var history = CacheHistory<Int>(limits: .init(count: 3, bytes: 1_000))
        for revision in 2...4 { #expect(history.append(event(UInt64(revision)), bytes: 1) == nil) }
        #expect(history.append(event(7), bytes: 1) == Revision(rawValue: 2))
        #expect(history.events(after: Revision(rawValue: 0)).map(\.revision.rawValue) == [3, 4, 7])
        #expect(history.events(after: Revision(rawValue: 5)).map(\.revision.rawValue) == [7])
        #expect(history.events(after: Revision(rawValue: 7)).isEmpty)
    }

    @Test func `large values push out more than one, and the newest always stays`() {
        var history = CacheHistory<Int>(limits: .init(count: 100, bytes: 100))
        for revision in 2...6 { #expect(history.append(event(UInt64(revision)), bytes: 20) == nil) }
        #expect(history.append(event(7), bytes: 50) == Revision(rawValue: 4))
        #expect(history.append(event(8), bytes: 5_000) == Revision(rawValue: 7))
        #expect(history.events(after: .initial).map(\.revision.rawValue) == [8])
        #expect(history.append(event(9), bytes: 1) == Revision(rawValue: 8))
    }

    @Test func `a watch from before what large values pushed out must list again`() async throws {
        try await withStore { store in
            let cache = WatchCache(store: store, prefix: "", historyBytes: 3_000) { Item($0) }
            let running = Task { try await cache.run() }
            try await cache.ready()
            let first = try await store.create("a", value: [])
            var last = first.modified
            for number in 0..<8 { last = try await store.create("b\(number)", value: [UInt8](repeating: 0, count: 1_000)).modified }
            try await cache.waitUntil(revision: last, timeout: .seconds(60))
            #expect(throws: StoreError.self) { try cache.subscribe(after: first.modified) }
            _ = try cache.subscribe(after: Revision(rawValue: last.rawValue - 1))
            running.cancel()
            try await running.value
        }
    }
}
