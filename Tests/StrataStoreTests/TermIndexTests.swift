import Testing

@testable import StrataStore

@Suite struct TermIndexTests {
    private struct Person: Sendable, Equatable {
        var towns: [String]
    }

    private func found(_ index: TermIndex<Person>, _ term: String) -> [String] { index[term].sorted() }

    @Test func `a key is found by each of its terms, and by none that it lost`() {
        var index = TermIndex<Person> { $0.towns }
        index.replace(nil, with: Person(towns: ["a", "b"]), at: "1")
        index.replace(nil, with: Person(towns: ["b"]), at: "2")
        index.replace(nil, with: Person(towns: []), at: "3")
        #expect(found(index, "a") == ["1"] && found(index, "b") == ["1", "2"] && found(index, "c") == [])
        index.replace(Person(towns: ["a", "b"]), with: Person(towns: ["c", "b"]), at: "1")
        #expect(found(index, "a") == [] && found(index, "b") == ["1", "2"] && found(index, "c") == ["1"])
        index.replace(Person(towns: ["b"]), with: nil, at: "2")
        #expect(found(index, "b") == ["1"])
        #expect(index.count("a") == 0 && index.count("b") == 1)
    }

    @Test func `after any changes it finds what looking at everything would find`() {
        var generator = SystemRandomNumberGenerator()
        var table = ItemTable<Person>(indexes: ["town": { $0.towns }])
        var everything: [String: Person] = [:]
        for _ in 0..<5_000 {
            let key = "\(Int.random(in: 0..<60, using: &generator))"
            if Bool.random(using: &generator) {
                let person = Person(towns: (0..<Int.random(in: 0...3, using: &generator)).map { _ in "\(Int.random(in: 0..<9))" })
                everything[key] = person
                table.put(person, at: key)
            } else {
                everything[key] = nil
                table.remove(key)
            }
        }
        for town in 0..<9 {
            let expected = everything.filter { $0.value.towns.contains("\(town)") }.keys.sorted()
            #expect(table.index("town")?["\(town)"].sorted() == expected)
            #expect(table.index("town")?.count("\(town)") == expected.count)
        }
    }

    @Test func `a cache finds by term what it loaded and what changed, in key order`() async throws {
        try await withStore { store in
            for key in ["n/c", "n/a", "m/b", "n/b"] { try await store.create(key, value: bytes(key == "n/b" ? "blue" : "red")) }
            let cache = WatchCache(
                store: store, prefix: "", indexes: ["colour": { [String(decoding: $0.value, as: UTF8.self)] }], decode: { Item($0) })
            let running = Task { try await cache.run() }
            try await cache.ready()
            #expect(cache.snapshot(index: "colour", term: "red").items.map(\.key) == ["m/b", "n/a", "n/c"])
            #expect(cache.snapshot(index: "colour", term: "red", prefix: "n/").items.map(\.key) == ["n/a", "n/c"])
            #expect(cache.snapshot(index: "colour", term: "red", prefix: "n/", after: "n/a").items.map(\.key) == ["n/c"])
            let entry = try await #require(store.get("n/a"))
            let changed = try await store.update("n/a", value: bytes("blue"), expecting: entry.modified)
            let gone = try await store.delete("n/c", expecting: nil)
            try await cache.waitUntil(revision: max(gone.modified, changed.modified), timeout: .seconds(60))
            let page = cache.snapshot(index: "colour", term: "blue")
            #expect(page.items.map(\.key) == ["n/a", "n/b"] && page.revision == gone.modified && page.remaining == 0)
            #expect(cache.count(index: "colour", term: "red") == 1 && cache.count(index: "colour", term: "green") == 0)
            #expect(cache.count(index: "size", term: "red") == nil)
            running.cancel()
            try await running.value
        }
    }
}
