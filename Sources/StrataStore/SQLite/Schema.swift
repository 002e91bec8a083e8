import GRDB

/// How a store lies in its SQLite file.
///
/// `revision` is the log: one row per write. `live` names the row that is current for each key, so that a list of the present is one range
/// scan of it; the index that begins with (key, rev) does the same for the past. `mark` holds how far the log was compacted. The greater of the last row
/// and that mark is the current revision: compaction never removes a row beyond its mark, so revisions cannot go backwards.
enum Schema {
    /// "Stra"; https://www.sqlite.org/pragma.html#pragma_application_id
    static let applicationID: UInt32 = 0x5374_7261
    /// Raised whenever a release can no longer be read by the one before.
    static let version: UInt32 = 1

    /// Run once on an empty file, in this order: auto_vacuum can only be chosen before the first table.
    static let creation = """
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        CREATE TABLE revision (
            rev INTEGER PRIMARY KEY,
            key BLOB NOT NULL,
            value BLOB NOT NULL,
            created INTEGER NOT NULL,
            previous INTEGER,
            deleted INTEGER NOT NULL
        );
        CREATE INDEX revision_by_key ON revision (key, rev, deleted);
        CREATE TABLE live (key BLOB PRIMARY KEY, rev INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE mark (name TEXT PRIMARY KEY, rev INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO mark VALUES ('compacted', \(Revision.initial.rawValue));
        """

    /// Of the writing connection. FULL: a commit has reached the disk when it is acknowledged (https://www.sqlite.org/pragma.html#pragma_synchronous).
    static let writerSettings = """
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 2000;
        PRAGMA journal_size_limit = 16777216;
        """

    /// Refuses a newer schema that so far lies only in the write-ahead log, where ``DatabaseFile`` does not see it.
    static func check(_ database: Database, path: String) throws {
        let query = try Query(database, "PRAGMA user_version")
        guard try query.step(), query.number(0) == version else {
            throw StoreError.foreignFile(path: path, detail: "a newer release has begun to change it")
        }
    }
}
