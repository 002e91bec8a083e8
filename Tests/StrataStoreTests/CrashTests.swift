import StrataStore
import Testing

/// One at a time: a process started meanwhile would inherit the pipe of another.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct CrashTests {
    @Test func `every acknowledged write survives kill -9 at any moment, round after round`() async throws {
        let scratch = try Scratch()
        var random = SeededGenerator(seed: 20)
        var acknowledged: [String: UInt64] = [:]
        var highest: UInt64 = 1
        for round in 0..<8 {
            let writer = try SpawnedWriter(directory: scratch.path, round: round, writers: 1 << Int.random(in: 0...5, using: &random))
            let lines = try writer.killAfter(Int.random(in: 1...400, using: &random))
            for (key, revision) in lines {
                acknowledged[key] = max(revision, acknowledged[key] ?? 0)
            }
            let smallest = try #require(lines.map(\.revision).min())
            #expect(smallest > highest, "revisions went backwards in round \(round)")

            let store = try openStore(scratch.path)
            var present: [String: Entry] = [:]
            for entry in try await store.list(prefix: "").entries { present[entry.key] = entry }
            for (key, revision) in acknowledged {
                let entry = try #require(present[key], "\(key), acknowledged at \(revision), is gone after round \(round)")
                // An update may have been committed whose acknowledgement the kill cut off.
                #expect(entry.modified.rawValue >= revision)
                #expect(entry.value.starts(with: bytes(key + ";")))
            }
            highest = try await store.currentRevision().rawValue
            #expect(highest >= (acknowledged.values.max() ?? 1))
            await store.close()
        }
    }

    @Test func `a directory used by another process is refused with its id, and free once that was killed`() async throws {
        let scratch = try Scratch()
        let writer = try SpawnedWriter(directory: scratch.path, round: 0, writers: 1)
        let pid = writer.pid
        try writer.waitForFirstAcknowledgement()
        let refused = await Self.refusal(scratch.path)
        #expect(refused == .locked(path: scratch.path, pid: pid))
        #expect(refused?.description.contains("process \(pid)") == true)
        _ = try writer.killAfter(1)
        let store = try openStore(scratch.path)
        #expect(try await store.currentRevision() > .initial)
        await store.close()
    }

    private static func refusal(_ directory: String) async -> StoreError? {
        do throws(StoreError) {
            await (try openStore(directory)).close()
            return nil
        } catch {
            return error
        }
    }
}
