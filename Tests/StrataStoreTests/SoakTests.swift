import StrataStore
import Testing

/// Updates of a few hundred keys, as many as a week has seconds, must leave a small file.
@Suite(.serialized)
struct SoakTests {
    /// Revisions kept: twice as much again may gather while a pass runs.
    private static let policy = RetentionPolicy(keep: 2_000, minimumAge: .zero, ceiling: 4_000, interval: .milliseconds(100))

    @Test(.timeLimit(.minutes(3)))
    func `20,000 updates leave a bounded file`() async throws {
        try await soak(updates: 20_000)
    }

    @Test(.timeLimit(.minutes(60)), .enabled(if: isSoakWanted, "set STRATA_SOAK=1; takes minutes"))
    func `a week of updates, one per second, leaves a bounded file`() async throws {
        try await soak(updates: 604_800)
    }

    private func soak(updates: Int, keys: Int = 500, writers: Int = 100, valueSize: Int = 1_500) async throws {
        let scratch = try Scratch()
        let store = try openStore(scratch.path, retention: Self.policy)
        let retention = Task { try await store.run() }
        let start = ContinuousClock.now
        var largest = 0
        try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(writer))
                    var value = [UInt8](repeating: 0, count: valueSize)
                    var entries: [Entry] = []
                    for key in stride(from: writer, to: keys, by: writers) {
                        entries.append(try await store.create("instances/default/soak-\(key)", value: value))
                    }
                    var done = 0
                    while done < updates / writers {
                        for index in entries.indices where done < updates / writers {
                            value[Int.random(in: 0..<valueSize, using: &random)] = UInt8.random(in: 32...126, using: &random)
                            entries[index] = try await store.update(entries[index].key, value: value, expecting: entries[index].modified)
                            done += 1
                        }
                    }
                    return done
                }
            }
            for try await done in group {
                #expect(done == updates / writers)
                largest = max(largest, scratch.size(of: "strata.db") + scratch.size(of: "strata.db-wal"))
            }
        }
        let elapsed = ContinuousClock.now - start
        let end = try await store.currentRevision()
        #expect(end.rawValue == UInt64(1 + keys + updates))
        retention.cancel()
        try await retention.value
        try await store.compact(keeping: Self.policy.keep)
        await store.close()
        let final = scratch.size(of: "strata.db")
        // What is kept, on pages filled to two thirds at least, plus the pages that stay free for coming writes.
        let kept = (Int(Self.policy.keep) + keys) * (valueSize + 200)
        #expect(final < kept * 4, "\(final) bytes")
        let perSecond = Double(updates) / (Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
        print("soak: \(updates) updates in \(elapsed), \(Int(perSecond))/s, largest \(largest / 1024) KiB, final \(final / 1024) KiB")

        let again = try openStore(scratch.path)
        #expect(try await again.currentRevision() == end)
        #expect(try await again.list(prefix: "instances/").entries.count == keys)
        await again.close()
    }
}
