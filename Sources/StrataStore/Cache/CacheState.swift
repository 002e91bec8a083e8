/// What a ``WatchCache`` keeps under its lock.
struct CacheState<Item: Sendable> {
    struct Subscriber {
        var prefix: String
        var after: Revision
        var mailbox: Mailbox<CacheEvent<Item>>
    }

    struct Waiter {
        /// Nil waits for readiness only.
        var revision: Revision?
        var continuation: CheckedContinuation<StoreError?, Never>
    }

    enum Phase {
        case loading
        case following
        case ended(StoreError)
    }

    var phase = Phase.loading
    var table: ItemTable<Item>
    var revision = Revision.initial
    /// What must be seen before the cache answers: the store's revision when loading began.
    var target = Revision.initial
    /// Events after this revision are all in `history`.
    var historyStart = Revision.initial
    var history: CacheHistory<Item>
    var subscribers: [UInt64: Subscriber] = [:]
    var waiters: [UInt64: Waiter] = [:]
    private var lastID: UInt64 = 0

    init(table: ItemTable<Item>, history: CacheHistory<Item>.Limits) {
        self.table = table
        self.history = CacheHistory(limits: history)
    }

    var isReady: Bool {
        if case .following = phase { revision >= target } else { false }
    }

    mutating func newID() -> UInt64 {
        lastID += 1
        return lastID
    }

    /// Starts (over) from a list. Subscribers cannot be continued across it.
    mutating func load(_ loaded: ItemTable<Item>, at revision: Revision, target: Revision) {
        table = loaded
        self.revision = revision
        self.target = target
        historyStart = revision
        history = CacheHistory(limits: history.limits)
        phase = .following
        for subscriber in subscribers.values { subscriber.mailbox.finish(.compacted(oldest: revision)) }
        subscribers = [:]
        wakeWaiters()
    }

    /// Takes in changes that follow the present revision, and hands them to subscribers.
    mutating func apply(_ changes: [(change: Change, item: Item)], through newRevision: Revision) {
        var events: [CacheEvent<Item>] = []
        events.reserveCapacity(changes.count)
        for (change, item) in changes {
            let previous = change.kind == .put ? table.put(item, at: change.key) : table.remove(change.key)
            let event = CacheEvent(kind: change.kind, key: change.key, revision: change.revision, item: item, previous: previous)
            events.append(event)
            if let forgotten = history.append(event, bytes: change.entry.value.count) { historyStart = forgotten }
        }
        revision = newRevision
        if !events.isEmpty {
            for subscriber in subscribers.values { offer(events, to: subscriber) }
        }
        wakeWaiters()
    }

    /// Drops the events up to a revision that has been seen.
    mutating func forget(before wanted: Revision) {
        let oldest = min(wanted, revision)
        guard oldest > historyStart else { return }
        history.forget(through: oldest)
        historyStart = oldest
    }

    mutating func open(prefix: String, after: Revision?, limit: Int) -> Result<(UInt64, Mailbox<CacheEvent<Item>>), StoreError> {
        if case .ended = phase { return .failure(.closed) }
        let start = after ?? revision
        guard start >= historyStart else { return .failure(.compacted(oldest: historyStart)) }
        let backlog = history.events(after: start).filter { KeyOrder.matches($0.key, prefix: prefix) }
        let mailbox = Mailbox(limit: limit, backlog: backlog, revision: max(revision, start))
        let id = newID()
        subscribers[id] = Subscriber(prefix: prefix, after: start, mailbox: mailbox)
        return .success((id, mailbox))
    }

    mutating func announceProgress() {
        guard isReady else { return }
        for subscriber in subscribers.values where subscriber.after <= revision {
            subscriber.mailbox.offer([], revision: revision)
        }
    }

    /// Stops for good: subscribers and waiters are told why.
    mutating func end(_ failure: StoreError?) {
        phase = .ended(failure ?? .cancelled)
        for subscriber in subscribers.values { subscriber.mailbox.finish(failure) }
        subscribers = [:]
        for waiter in waiters.values { waiter.continuation.resume(returning: failure ?? .closed) }
        waiters = [:]
    }

    private func offer(_ events: [CacheEvent<Item>], to subscriber: Subscriber) {
        func isWanted(_ event: CacheEvent<Item>) -> Bool {
            event.revision > subscriber.after && KeyOrder.matches(event.key, prefix: subscriber.prefix)
        }
        // The usual batch is one event, or all of one prefix: then all subscribers share one array.
        let wanted = events.allSatisfy(isWanted) ? events : events.filter(isWanted)
        if !wanted.isEmpty { subscriber.mailbox.offer(wanted, revision: max(revision, subscriber.after)) }
    }

    private mutating func wakeWaiters() {
        guard !waiters.isEmpty, isReady else { return }
        for (id, waiter) in waiters where waiter.revision.map({ $0 <= revision }) ?? true {
            waiters[id] = nil
            waiter.continuation.resume(returning: nil)
        }
    }
}
