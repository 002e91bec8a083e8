import GRDB

/// What the store reads from its tables; see ``Schema``.
enum Log {
    /// The revision of the last committed write.
    static func current(_ database: Database) throws -> Revision {
        let query = try Query(
            database, "SELECT max(coalesce((SELECT max(rev) FROM revision), 0), (SELECT rev FROM mark WHERE name = 'compacted'))")
        _ = try query.step()
        return query.revision(0)
    }

    /// The oldest revision that can still be listed and followed from.
    static func compacted(_ database: Database) throws -> Revision {
        let query = try Query(database, "SELECT rev FROM mark WHERE name = 'compacted'")
        guard try query.step() else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the compaction mark is missing") }
        return query.revision(0)
    }

    /// The present entry at a key.
    static func entry(_ database: Database, key: String) throws -> Entry? {
        let query = try Query(
            database, "SELECT r.value, r.created, r.rev FROM live JOIN revision AS r ON r.rev = live.rev WHERE live.key = ?1")
        try query.bind(key: key, at: 1)
        guard try query.step() else { return nil }
        return Entry(key: key, value: query.bytes(0), created: query.revision(1), modified: query.revision(2))
    }

    /// The present entries of a range.
    static func list(_ database: Database, _ range: KeyRange, limit: Int?, current: Revision) throws -> Listing {
        let rows = try Query(
            database,
            """
            SELECT live.key, r.value, r.created, r.rev FROM live JOIN revision AS r ON r.rev = live.rev
            WHERE live.key >= ?1 AND live.key < ?2 ORDER BY live.key LIMIT ?3
            """)
        let entries = try entries(rows, range, limit: limit)
        guard let limit, entries.count >= limit else { return Listing(entries: entries, revision: current, remaining: 0) }
        let count = try Query(database, "SELECT count(*) FROM live WHERE key >= ?1 AND key < ?2")
        return Listing(entries: entries, revision: current, remaining: try total(count, range) - entries.count)
    }

    /// The entries of a range as they were at a revision that is not compacted.
    static func list(_ database: Database, _ range: KeyRange, limit: Int?, at revision: Revision) throws -> Listing {
        // Beside max(), a bare column is taken from the row of the maximum (https://www.sqlite.org/lang_select.html#bareagg).
        let past = """
            SELECT key, max(rev) AS rev, deleted FROM revision WHERE key >= ?1 AND key < ?2 AND rev <= ?4
            GROUP BY key HAVING deleted = 0
            """
        let rows = try Query(
            database,
            """
            SELECT past.key, r.value, r.created, r.rev
            FROM (\(past) ORDER BY key LIMIT ?3) AS past CROSS JOIN revision AS r ON r.rev = past.rev
            """)
        try rows.bind(revision, at: 4)
        // They come in order already; asking SQLite for it would make it sort the values, and its own word is not given without.
        let entries = try entries(rows, range, limit: limit).sorted { KeyOrder.compare($0.key, $1.key) < 0 }
        guard let limit, entries.count >= limit else { return Listing(entries: entries, revision: revision, remaining: 0) }
        let count = try Query(database, "SELECT count(*) FROM (\(past))")
        try count.bind(revision, at: 4)
        return Listing(entries: entries, revision: revision, remaining: try total(count, range) - entries.count)
    }

    /// The changes below a prefix with revisions after `start` and up to `end`, in order.
    static func changes(_ database: Database, prefix: String, after start: Revision, through end: Revision) throws -> [Change] {
        let query = try Query(
            database,
            """
            SELECT r.key, r.value, r.created, r.rev, r.deleted, p.rev, p.value, p.created
            FROM revision AS r NOT INDEXED LEFT JOIN revision AS p ON p.rev = r.previous
            WHERE r.rev > ?1 AND r.rev <= ?2 AND r.key >= ?3 AND r.key < ?4 ORDER BY r.rev
            """)
        let range = KeyRange(prefix: prefix)
        try query.bind(start, at: 1)
        try query.bind(end, at: 2)
        try query.bind(range.start, at: 3)
        try query.bind(range.end, at: 4)
        var changes: [Change] = []
        while try query.step() {
            let key = query.key(0)
            let previous =
                query.isNull(5) ? nil : Entry(key: key, value: query.bytes(6), created: query.revision(7), modified: query.revision(5))
            let isDeletion = query.number(4) != 0
            let value = isDeletion ? previous?.value ?? [] : query.bytes(1)
            let entry = Entry(key: key, value: value, created: query.revision(2), modified: query.revision(3))
            changes.append(Change(kind: isDeletion ? .delete : .put, entry: entry, previous: previous))
        }
        return changes
    }

    private static func entries(_ query: borrowing Query, _ range: KeyRange, limit: Int?) throws -> [Entry] {
        try query.bind(range.start, at: 1)
        try query.bind(range.end, at: 2)
        try query.bind(Int64(limit.map { max(0, $0) } ?? -1), at: 3)
        var entries: [Entry] = []
        while try query.step() {
            let (value, created, modified) = (query.bytes(1), query.revision(2), query.revision(3))
            entries.append(Entry(key: query.key(0), value: value, created: created, modified: modified))
        }
        return entries
    }

    private static func total(_ query: borrowing Query, _ range: KeyRange) throws -> Int {
        try query.bind(range.start, at: 1)
        try query.bind(range.end, at: 2)
        _ = try query.step()
        return Int(query.number(0))
    }
}
