import StrataStore
import Testing

@Suite(.timeLimit(.minutes(5)))
struct CompareAndSetTests {
    @Test func `an empty store stands at revision 1 and its first write gets 2`() async throws {
        try await withStore { store in
            #expect(try await store.currentRevision() == .initial)
            let listed = try await store.list(prefix: "")
            #expect(listed.entries.isEmpty && listed.revision == .initial)
            #expect(try await store.create("a", value: bytes("1")).modified.rawValue == 2)
            #expect(try await store.currentRevision().rawValue == 2)
        }
    }

    @Test func `what was created is read back with its revisions`() async throws {
        try await withStore { store in
            let created = try await store.create("a", value: bytes("1"))
            #expect(try await store.get("a") == created)
            let updated = try await store.update("a", value: bytes("2"), expecting: created.modified)
            #expect(updated.created == created.modified && updated.modified == created.modified.next)
            #expect(try await store.get("a") == updated)
            #expect(try await store.get("b") == nil)
        }
    }

    @Test func `creating an existing key names the revision it has`() async throws {
        try await withStore { store in
            let first = try await store.create("a", value: [])
            await #expect(throws: StoreError.exists(key: "a", revision: first.modified)) { try await store.create("a", value: []) }
        }
    }

    @Test func `an update or a deletion with a stale revision is refused and changes nothing`() async throws {
        try await withStore { store in
            let first = try await store.create("a", value: bytes("1"))
            let second = try await store.update("a", value: bytes("2"), expecting: first.modified)
            let conflict = StoreError.conflict(key: "a", actual: second.modified)
            await #expect(throws: conflict) { try await store.update("a", value: bytes("3"), expecting: first.modified) }
            await #expect(throws: conflict) { try await store.delete("a", expecting: first.modified) }
            #expect(try await store.get("a") == second)
            #expect(try await store.currentRevision() == second.modified)
        }
    }

    @Test func `a missing key can be neither updated nor deleted`() async throws {
        try await withStore { store in
            await #expect(throws: StoreError.missing(key: "a")) { try await store.update("a", value: [], expecting: .initial) }
            await #expect(throws: StoreError.missing(key: "a")) { try await store.delete("a", expecting: nil) }
        }
    }

    @Test func `a deletion gives the last value and its own revision, and the key can be created anew`() async throws {
        try await withStore { store in
            let first = try await store.create("a", value: bytes("1"))
            let deleted = try await store.delete("a", expecting: first.modified)
            #expect(deleted == Entry(key: "a", value: bytes("1"), created: first.created, modified: first.modified.next))
            #expect(try await store.get("a") == nil)
            let again = try await store.create("a", value: bytes("2"))
            #expect(again.created == deleted.modified.next)
        }
    }

    @Test(arguments: ["", String(repeating: "k", count: SQLiteStore.keyLimit + 1)])
    func `a key without bytes or with too many is refused`(key: String) async throws {
        try await withStore { store in
            await #expect {
                try await store.create(key, value: [])
            } throws: { error in
                if case StoreError.invalidKey = error { error.localizedDescriptionIsShort } else { false }
            }
        }
    }

    @Test func `a value over the limit is refused, one at the limit is stored`() async throws {
        try await withStore { store in
            let limit = SQLiteStore.valueLimit
            await #expect(throws: StoreError.tooLarge(key: "a", bytes: limit + 1, limit: limit)) {
                try await store.create("a", value: [UInt8](repeating: 7, count: limit + 1))
            }
            try await store.create("a", value: [UInt8](repeating: 7, count: limit))
            #expect(try await store.get("a")?.value.count == limit)
        }
    }

    @Test(arguments: ["a'b", "a\"; DROP TABLE revision; --", "a\0b", "../../etc/passwd", "$(id)", "new\nline", "\u{1F980}", "%", "_"])
    func `hostile keys are just keys`(key: String) async throws {
        try await withStore { store in
            try await store.create("other", value: bytes("untouched"))
            let entry = try await store.create(key, value: bytes(key))
            #expect(try await store.get(key) == entry)
            #expect(try await store.list(prefix: key).entries == [entry])
            try await store.delete(key, expecting: entry.modified)
            #expect(try await store.list(prefix: "").entries.map(\.key) == ["other"])
        }
    }

    @Test func `messages show hostile keys harmlessly and cut`() {
        let message = StoreError.missing(key: "a\u{1B}[2J\n\"" + String(repeating: "x", count: 1_000_000)).description
        #expect(message.utf8.count < 500)
        #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func `a write whose task is cancelled already has no effect`() async throws {
        try await withStore { store in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await store.create("a", value: [])
            }
            await #expect(throws: StoreError.cancelled) { try await task.value }
            let present = try await store.get("a")
            #expect(present == nil)
        }
    }

    @Test func `a closed store refuses everything, and closing again is harmless`() async throws {
        try await withStore { store in
            try await store.create("a", value: [])
            await store.close()
            await store.close()
            await #expect(throws: StoreError.closed) { try await store.get("a") }
            await #expect(throws: StoreError.closed) { try await store.create("b", value: []) }
            await #expect(throws: StoreError.closed) { try await store.list(prefix: "") }
            await #expect(throws: StoreError.closed) { _ = try await store.changes(prefix: "", after: .initial) }
            await #expect(throws: StoreError.closed) { try await store.compact(before: .initial.next) }
            await #expect(throws: StoreError.closed) { _ = try await store.currentRevision() }
        }
    }
}

extension Error {
    fileprivate var localizedDescriptionIsShort: Bool { "\(self)".utf8.count < 400 }
}
