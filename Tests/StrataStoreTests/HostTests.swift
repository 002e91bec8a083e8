import StrataStore
import Testing

@Suite(.tags(.host), .enabled(if: isRoot, "mounting needs root"), .timeLimit(.minutes(5)))
struct HostTests {
    @Test func `on a full disk reads and followers go on, nothing acknowledged is lost, and writes come back with space`() async throws {
        let disk = try MemoryFileSystem(size: "3m")
        let store = try openStore(disk.path)
        try await withCache(store) { cache in
            var written: [Entry] = []
            let full = StoreError.full(path: disk.path + "/strata.db")
            var failure: StoreError?
            while failure == nil, written.count < 1_000 {
                do throws(StoreError) {
                    written.append(try await store.create("k/\(written.count)", value: [UInt8](repeating: 9, count: 32_768)))
                } catch {
                    failure = error
                }
            }
            #expect(failure == full && written.count > 10)
            let last = try #require(written.last)
            // Again and again: what failed must not pile up or disturb the next.
            for _ in 0..<5 {
                await #expect(throws: full) { try await store.create("big", value: [UInt8](repeating: 9, count: 1_000_000)) }
            }
            #expect(try await store.get("k/0") == written[0])
            #expect(try await store.list(prefix: "k/").entries.count == written.count)
            #expect(try await store.currentRevision() == last.modified)
            #expect(cache.count() == written.count)

            try disk.remount(size: "32m")
            let next = try await store.create("after", value: bytes("1"))
            #expect(next.modified == last.modified.next)
            try await cache.waitUntil(revision: next.modified, timeout: .seconds(60))
            #expect(cache.item("after") == Item(next))
            #expect(cache.count() == written.count + 1)
        }
        let expected = try await store.list(prefix: "").entries
        await store.close()
        let again = try openStore(disk.path)
        #expect(try await again.list(prefix: "").entries == expected)
        await again.close()
    }

    @Test func `of writes that wait together on a nearly full disk those that fit are carried out`() async throws {
        let disk = try MemoryFileSystem(size: "2m")
        let store = try openStore(disk.path)
        let outcomes = await withTaskGroup(of: StoreError?.self) { group in
            for number in 0..<40 {
                group.addTask {
                    do throws(StoreError) {
                        try await store.create("\(number)", value: [UInt8](repeating: 1, count: number.isMultiple(of: 2) ? 100 : 600_000))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [StoreError?]()) { $0.append($1) }
        }
        #expect(outcomes.contains(.full(path: disk.path + "/strata.db")))
        #expect(outcomes.count { $0 == nil } == (try await store.list(prefix: "").entries.count))
        await store.close()
    }

    @Test func `a first start on a full disk says so`() throws {
        let disk = try MemoryFileSystem(size: "4k")
        #expect {
            try openStore(disk.path)
        } throws: { error in
            if case StoreError.full = error { "\(error)".contains("free space") } else { false }
        }
    }

    @Test(arguments: [false, true])
    func `a read-only directory is refused with a reason, with and without a store in it`(isUsed: Bool) async throws {
        let disk = try MemoryFileSystem(size: "4m")
        if isUsed {
            let store = try openStore(disk.path)
            try await store.create("a", value: [])
            await store.close()
        }
        try disk.remount(size: "4m", isReadOnly: true)
        #expect(throws: StoreError.readOnly(path: disk.path + "/lock", detail: "Read-only file system")) { try openStore(disk.path) }
        #expect {
            try openStore(disk.path + "/sub/directory")
        } throws: { error in
            if case StoreError.readOnly = error { true } else { false }
        }
    }
}
