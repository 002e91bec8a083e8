import StrataStore
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ListTests {
    @Test func `a list holds the keys below the prefix in the order of their bytes`() async throws {
        try await withStore { store in
            // "é" in two spellings is one String to Swift, and two keys to a store.
            let keys = ["p/b", "p/a", "p/B", "p/e\u{301}", "p/\u{E9}", "p/", "p", "q/a", "p0", "p/a/x", "p/\u{10FFFF}"]
            for key in keys { try await store.create(key, value: bytes(key)) }
            let listed = try await store.list(prefix: "p/").entries.map { Array($0.key.utf8) }
            let expected = keys.map { Array($0.utf8) }.filter { $0.starts(with: bytes("p/")) }.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(listed == expected)
            #expect(try await store.list(prefix: "").entries.count == keys.count)
        }
    }

    @Test func `a list at a past revision shows what was there then`() async throws {
        try await withStore { store in
            let a = try await store.create("a", value: bytes("1"))
            let b = try await store.create("b", value: bytes("1"))
            let a2 = try await store.update("a", value: bytes("2"), expecting: a.modified)
            let gone = try await store.delete("b", expecting: nil)
            #expect(try await store.list(prefix: "", at: .initial).entries == [])
            #expect(try await store.list(prefix: "", at: a.modified).entries == [a])
            #expect(try await store.list(prefix: "", at: b.modified).entries == [a, b])
            #expect(try await store.list(prefix: "", at: a2.modified).entries == [a2, b])
            #expect(try await store.list(prefix: "", at: gone.modified).entries == [a2])
            let future = gone.modified.next
            await #expect(throws: StoreError.behind(wanted: future, current: gone.modified)) {
                try await store.list(prefix: "", at: future)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 10, 11])
    func `pages at one revision together make the whole list, however it changes in between`(size: Int) async throws {
        try await withStore { store in
            for number in 0..<10 { try await store.create("k/\(number)", value: bytes("\(number)")) }
            let whole = try await store.list(prefix: "k/")
            var pages: [Entry] = []
            var page = try await store.list(prefix: "k/", after: nil, limit: size, at: nil)
            while true {
                pages += page.entries
                #expect(page.remaining == 10 - pages.count)
                guard page.remaining > 0 else { break }
                try await store.create("k/\(pages.count)-new", value: [])
                page = try await store.list(prefix: "k/", after: pages.last?.key, limit: size, at: whole.revision)
                #expect(page.revision == whole.revision)
            }
            #expect(pages == whole.entries)
        }
    }

    @Test func `a page after the last key is empty`() async throws {
        try await withStore { store in
            try await store.create("a", value: [])
            let page = try await store.list(prefix: "", after: "a", limit: 5, at: nil)
            #expect(page.entries.isEmpty && page.remaining == 0)
        }
    }
}
