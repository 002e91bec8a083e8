import Synchronization

/// The changes of a ``SQLiteStore``: read from the log until nothing newer is committed, and from there on straight from the writer.
///
/// Nothing is buffered before the log has been read, however long that takes; only a follower of live commits can lag.
final class SQLiteChangeFeed: ChangeFeed {
    private enum Phase {
        case replaying(after: Revision)
        case following(id: UInt64, mailbox: Mailbox<Change>)
    }

    /// Revisions read from the log at a time.
    private static let stride: UInt64 = 512

    private let store: SQLiteStore
    private let prefix: String
    private let limit: Int
    private let phase: Mutex<Phase>

    init(store: SQLiteStore, prefix: String, after revision: Revision, limit: Int) {
        self.store = store
        self.prefix = prefix
        self.limit = limit
        phase = Mutex(.replaying(after: revision))
    }

    deinit {
        if case .following(let id, _) = phase.withLock({ $0 }) { store.hub.leave(id) }
    }

    func next() async throws(StoreError) -> ChangeBatch? {
        while true {
            switch phase.withLock({ $0 }) {
            case .following(_, let mailbox):
                guard let delivery = try await mailbox.next() else { return nil }
                return ChangeBatch(changes: delivery.elements, revision: delivery.revision)
            case .replaying(let revision):
                if let (id, mailbox) = try store.hub.follow(prefix: prefix, after: revision, limit: limit) {
                    phase.withLock { $0 = .following(id: id, mailbox: mailbox) }
                } else {
                    return try await replay(after: revision)
                }
            }
        }
    }

    private func replay(after revision: Revision) async throws(StoreError) -> ChangeBatch {
        let batch = try await store.read { [prefix] database in
            let (current, compacted) = (try Log.current(database), try Log.compacted(database))
            guard revision >= compacted else { throw StoreError.compacted(oldest: compacted) }
            let end = min(current, Revision(rawValue: revision.rawValue + Self.stride))
            return ChangeBatch(changes: try Log.changes(database, prefix: prefix, after: revision, through: end), revision: end)
        }
        phase.withLock { $0 = .replaying(after: batch.revision) }
        return batch
    }
}
