import GRDB
public import Logging

/// A ``ResourceStore`` in one SQLite file, `DIR/strata.db`, for one process.
///
/// Writes that wait at the same time share one transaction and one fsync; each is judged by itself. Commits are handed to followers inside
/// the process directly. Start ``run()`` beside it, which keeps history, file and log bounded.
public final class SQLiteStore: ResourceStore {
    /// Values longer than this are refused: 4 MiB.
    public static let valueLimit = 4 << 20
    /// Keys longer than this are refused: 2,048 bytes.
    public static let keyLimit = 2_048

    /// Where the database lies.
    public let path: String
    /// How much history ``run()`` keeps.
    public let retention: RetentionPolicy

    let logger: Logger
    let pool: DatabasePool
    let hub: CommitHub
    let queue = WriteQueue()
    let gate = ReadGate()
    private let followerLimit: Int
    private let lock: StoreLock

    /// Opens the store of a directory, making both if they are not there, and locks it against other processes. Blocks while it does.
    ///
    /// - Parameters:
    ///   - followerLimit: how many changes may wait for one consumer of ``changes(prefix:after:)``.
    /// - Throws: ``StoreError/locked(path:pid:)``, ``StoreError/readOnly(path:detail:)``, ``StoreError/full(path:)``,
    ///   ``StoreError/foreignFile(path:detail:)``, ``StoreError/corrupt(path:detail:)`` or ``StoreError/failed(path:detail:)``.
    public init(
        directory: String, retention: RetentionPolicy = RetentionPolicy(), followerLimit: Int = 4_096, logger: Logger
    ) throws(StoreError) {
        let file = DatabaseFile(directory: directory)
        lock = try file.prepare { (directory) throws(StoreError) in try StoreLock(directory: directory) }
        path = file.path
        self.retention = retention
        self.followerLimit = followerLimit
        self.logger = logger
        do {
            var configuration = Configuration()
            configuration.maximumReaderCount = 3
            configuration.busyMode = .timeout(5)
            pool = try DatabasePool(path: file.path, configuration: configuration)
            let marks = try pool.writeWithoutTransaction { database in
                try Schema.check(database, path: file.path)
                try database.execute(sql: Schema.writerSettings)
                return (current: try Log.current(database), compacted: try Log.compacted(database))
            }
            hub = CommitHub(current: marks.current, compacted: marks.compacted)
        } catch {
            throw StoreError(error, path: file.path)
        }
    }

    public func currentRevision() async throws(StoreError) -> Revision {
        if hub.isClosed { throw .closed }
        return hub.current
    }

    public func get(_ key: String) async throws(StoreError) -> Entry? {
        guard gate.enter() else { throw .closed }
        defer { gate.leave() }
        do {
            // One statement is consistent by itself: no transaction.
            return try await pool.unsafeRead { try Log.entry($0, key: key) }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    public func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws(StoreError) -> Listing {
        try await read { database in
            let (current, compacted) = (try Log.current(database), try Log.compacted(database))
            let range = KeyRange(prefix: prefix, after: after)
            guard let revision, revision != current else {
                return try Log.list(database, range, limit: limit, current: current)
            }
            guard revision >= compacted else { throw StoreError.compacted(oldest: compacted) }
            guard revision < current else { throw StoreError.behind(wanted: revision, current: current) }
            return try Log.list(database, range, limit: limit, at: revision)
        }
    }

    public func changes(prefix: String, after revision: Revision) async throws(StoreError) -> Changes {
        if hub.isClosed { throw .closed }
        let (current, compacted) = (hub.current, hub.compacted)
        guard revision >= compacted else { throw .compacted(oldest: compacted) }
        guard revision <= current else { throw .behind(wanted: revision, current: current) }
        return Changes(SQLiteChangeFeed(store: self, prefix: prefix, after: revision, limit: followerLimit))
    }

    public func close() async {
        queue.close()
        guard await gate.close() else { return }
        do {
            try await onWriter { database in
                while self.commitGroup(database) {}
                // Leaves one tidy file behind; without it the next start replays the log, so a failure loses nothing.
                try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        } catch {
            logger.warning("the last checkpoint failed", metadata: ["error": "\(error)"])
        }
        hub.close()
        do {
            try pool.close()
        } catch {
            logger.warning("closing the database failed", metadata: ["error": "\(error)"])
        }
        lock.release()
        gate.announceClosed()
    }

    /// One consistent read on a connection of its own.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        guard gate.enter() else { throw .closed }
        defer { gate.leave() }
        do {
            return try await pool.read(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Work on the writing connection, in turn with the groups of writes. Not cancelled once it has begun.
    func onWriter<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        let result: Result<T, any Error> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: Result { try body(database) })
            }
        }
        do {
            return try result.get()
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
