import Synchronization

/// Where commits become known inside the process: the present revision, and the mailboxes of those who follow.
final class CommitHub: Sendable {
    struct Follower {
        var prefix: String
        var mailbox: Mailbox<Change>
    }

    private struct State {
        var current: Revision
        var compacted: Revision
        var isClosed = false
        var lastID: UInt64 = 0
        var followers: [UInt64: Follower] = [:]
    }

    private let state: Mutex<State>

    init(current: Revision, compacted: Revision) {
        state = Mutex(State(current: current, compacted: compacted))
    }

    var current: Revision { state.withLock { $0.current } }
    var compacted: Revision { state.withLock { $0.compacted } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Hands out what has just been committed, up to `revision`. Called by the writer only, in order.
    func publish(_ changes: [Change], revision: Revision) {
        state.withLock { state in
            state.current = revision
            for follower in state.followers.values {
                let wanted = follower.prefix.isEmpty ? changes : changes.filter { KeyOrder.matches($0.key, prefix: follower.prefix) }
                follower.mailbox.offer(wanted, revision: revision)
            }
        }
    }

    func markCompacted(_ revision: Revision) {
        state.withLock { $0.compacted = max($0.compacted, revision) }
    }

    /// Joins the live commits, if nothing has been committed after `revision`; nil if something has, and must be read from the log first.
    func follow(prefix: String, after revision: Revision, limit: Int) throws(StoreError) -> (id: UInt64, mailbox: Mailbox<Change>)? {
        let joined: Result<(UInt64, Mailbox<Change>)?, StoreError> = state.withLock { state in
            if state.isClosed { return .failure(.closed) }
            guard revision == state.current else { return .success(nil) }
            state.lastID += 1
            let mailbox = Mailbox<Change>(limit: limit, revision: revision)
            state.followers[state.lastID] = Follower(prefix: prefix, mailbox: mailbox)
            return .success((state.lastID, mailbox))
        }
        return try joined.get().map { (id: $0.0, mailbox: $0.1) }
    }

    func leave(_ id: UInt64) {
        state.withLock { _ = $0.followers.removeValue(forKey: id) }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            for follower in state.followers.values { follower.mailbox.finish(.closed) }
            state.followers = [:]
        }
    }
}
