import GRDB
import Logging

extension SQLiteStore {
    public func compact(before revision: Revision) async throws(StoreError) {
        if hub.isClosed { throw .closed }
        guard revision <= hub.current else { throw .behind(wanted: revision, current: hub.current) }
        while hub.compacted < revision {
            if Task.isCancelled { throw .cancelled }
            try await onWriter { database in
                let start = self.hub.compacted
                guard start < revision else { return }
                let end = min(revision, Revision(rawValue: start.rawValue + 1_000))
                try Self.compact(database, after: start, through: end)
                self.hub.markCompacted(end)
            }
        }
    }

    /// Keeps history within ``retention`` and the files small, until the calling task is cancelled. Call it once.
    ///
    /// A pass that fails (a full disk) is logged and repeated; nothing of it is needed for the store to be correct.
    ///
    /// - Parameter onCompacted: called after each pass with the oldest revision that the store can still be asked for.
    /// - Throws: ``StoreError/closed`` when the store has been closed. Cancellation returns normally.
    public func run(onCompacted: @Sendable (Revision) -> Void = { _ in }) async throws(StoreError) {
        let clock = ContinuousClock()
        var horizon = RetentionHorizon(policy: retention, now: clock.now, revision: hub.current)
        var nextPass = clock.now + retention.interval
        while true {
            do {
                try await clock.sleep(for: min(retention.interval, .seconds(1)))
            } catch {
                return
            }
            let isCrowded = hub.current.rawValue - hub.compacted.rawValue > retention.ceiling + retention.ceiling / 4
            guard isCrowded || clock.now >= nextPass else { continue }
            nextPass = clock.now + retention.interval
            do throws(StoreError) {
                try await compact(before: horizon.advance(now: clock.now, current: hub.current))
                onCompacted(hub.compacted)
                try await shrink()
            } catch .closed {
                throw .closed
            } catch .cancelled {
                return
            } catch {
                logger.warning("a compaction pass failed and will be repeated", metadata: ["path": "\(path)", "error": "\(error)"])
            }
        }
    }

    /// Gives free pages back to the file system where many have gathered, and empties the write-ahead log. Some stay for coming writes.
    func shrink() async throws(StoreError) {
        var isDone = false
        while !isDone {
            if Task.isCancelled { throw .cancelled }
            isDone = try await onWriter { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
                let excess = free - max(512, pages / 4)
                guard excess > 0 else { return true }
                try database.execute(sql: "PRAGMA incremental_vacuum(\(min(excess, 512)))")
                return false
            }
        }
        // Reports busy while a reader still needs the log; the next pass tries again.
        try await onWriter { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Forgets, in one transaction, what the writes of a range of revisions superseded, and the deletions among them. History from `end` on
    /// stays whole: a row is removed only by a successor that is not newer than `end`.
    private static func compact(_ database: Database, after start: Revision, through end: Revision) throws {
        try database.inTransaction(.immediate) {
            for sql in [
                "DELETE FROM revision WHERE rev IN (SELECT previous FROM revision WHERE rev > ?1 AND rev <= ?2 AND previous IS NOT NULL)",
                "DELETE FROM revision WHERE rev > ?1 AND rev <= ?2 AND deleted = 1",
            ] {
                let query = try Query(database, sql)
                try query.bind(start, at: 1)
                try query.bind(end, at: 2)
                try query.run()
            }
            let mark = try Query(database, "UPDATE mark SET rev = ?1 WHERE name = 'compacted'")
            try mark.bind(end, at: 1)
            try mark.run()
            return .commit
        }
    }
}
