import GRDB
import StrataStore
import Testing

@Suite(.timeLimit(.minutes(5)))
struct OpeningTests {
    @Test func `what was written is there after reopening, and revisions go on`() async throws {
        let scratch = try Scratch()
        var store = try openStore(scratch.path + "/deep/er")
        let a = try await store.create("a", value: bytes("1"))
        await store.close()
        store = try openStore(scratch.path + "/deep/er")
        #expect(try await store.get("a") == a)
        #expect(try await store.create("b", value: []).modified == a.modified.next)
        #expect(try await store.list(prefix: "", at: a.modified).entries == [a])
        await store.close()
    }

    @Test(arguments: ["not a database, but long enough to be looked at: " + String(repeating: "x", count: 200), "short"])
    func `a file that is no database is refused and left alone`(content: String) throws {
        let scratch = try Scratch()
        try scratch.write(bytes(content), to: "strata.db")
        #expect(throws: StoreError.foreignFile(path: scratch.path + "/strata.db", detail: "it is not an SQLite database")) {
            try openStore(scratch.path)
        }
        #expect(try scratch.read("strata.db") == bytes(content))
    }

    @Test(arguments: [("PRAGMA application_id = 7", "of another application"), ("PRAGMA user_version = 99", "schema 99")])
    func `a database of another application or a newer release is refused and left alone`(pragma: String, said: String) async throws {
        let scratch = try Scratch()
        let store = try openStore(scratch.path)
        await store.close()
        let database = try DatabaseQueue(path: scratch.path + "/strata.db")
        try await database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            try database.execute(sql: pragma)
        }
        try database.close()
        let before = try scratch.read("strata.db")
        #expect {
            try openStore(scratch.path)
        } throws: { error in
            guard case StoreError.foreignFile(_, let detail) = error else { return false }
            return detail.contains(said)
        }
        #expect(try scratch.read("strata.db") == before)
    }

    @Test func `a newer schema that is still in the write-ahead log is refused too`() async throws {
        let scratch = try Scratch()
        let store = try openStore(scratch.path)
        await store.close()
        let database = try DatabaseQueue(path: scratch.path + "/strata.db")
        try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 2") }
        // Copied while open: closing would move the log into the database.
        let files = ["strata.db", "strata.db-wal"]
        let copy = try Scratch()
        for name in files { try copy.write(try scratch.read(name), to: name) }
        try database.close()
        #expect {
            try openStore(copy.path)
        } throws: { error in
            if case StoreError.foreignFile = error { true } else { false }
        }
    }

    @Test func `a damaged database is named as such`() async throws {
        let scratch = try Scratch()
        let store = try openStore(scratch.path)
        for number in 0..<50 { try await store.create("\(number)", value: [UInt8](repeating: 1, count: 1_500)) }
        await store.close()
        var content = try scratch.read("strata.db")
        for index in 4_096..<content.count { content[index] = 0xA5 }
        try scratch.write(content, to: "strata.db")
        let failure = await Self.failure {
            let store = try openStore(scratch.path)
            do {
                _ = try await store.list(prefix: "")
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
        guard case .corrupt = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func `a write-ahead log without its database is not replayed into a new one`() async throws {
        let scratch = try Scratch()
        try scratch.write(bytes("leftover"), to: "strata.db-wal")
        #expect {
            try openStore(scratch.path)
        } throws: { error in
            if case StoreError.corrupt = error { true } else { false }
        }
        #expect(scratch.size(of: "strata.db") == 0)
    }

    @Test func `a draft left by a killed first start does not matter`() async throws {
        let scratch = try Scratch()
        try scratch.write(bytes("half a database"), to: "strata.db.new")
        try scratch.write([], to: "strata.db")
        let store = try openStore(scratch.path)
        try await store.create("a", value: [])
        await store.close()
    }

    @Test func `a directory in use is refused with the process that uses it, and free after that closed`() async throws {
        let scratch = try Scratch()
        let store = try openStore(scratch.path)
        #expect(throws: StoreError.locked(path: scratch.path, pid: processID())) { try openStore(scratch.path) }
        await store.close()
        await (try openStore(scratch.path)).close()
    }

    @Test func `a path that leads through a file is refused`() throws {
        let scratch = try Scratch()
        try scratch.write([], to: "file")
        #expect {
            try openStore(scratch.path + "/file/data")
        } throws: { error in
            if case StoreError.failed(_, let detail) = error { detail == "Not a directory" } else { false }
        }
    }

    @Test func `only the owner may read the files`() async throws {
        let scratch = try Scratch()
        let store = try openStore(scratch.path)
        try await store.create("secret", value: [])
        for name in ["strata.db", "strata.db-wal", "strata.db-shm", "lock"] {
            #expect(permissions(scratch.path + "/" + name) == 0o600, "\(name)")
        }
        await store.close()
    }

    private static func failure(_ body: () async throws -> Void) async -> StoreError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? StoreError
        }
    }
}
