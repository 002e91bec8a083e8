import Synchronization

/// The in-memory copy of everything below one prefix of a store, which answers lists and feeds watches.
///
/// Each revision is decoded once, when it arrives; lists, events and all subscribers share that item. ``run()`` must be running for the cache
/// to be filled and to follow. After a restart it also loads the last revisions the store still has, so that watches can resume.
public final class WatchCache<Item: Sendable>: Sendable {
    let store: any ResourceStore
    let prefix: String
    let historyLimit: Int
    let bufferLimit: Int
    let progressInterval: Duration
    let indexes: [String: @Sendable (Item) -> [String]]
    let share: @Sendable (Item) -> (group: String, amounts: SIMD4<Int64>)?
    let decode: @Sendable (Entry) -> Item
    let state: Mutex<CacheState<Item>>

    /// A cache that is still empty.
    ///
    /// - Parameters:
    ///   - store: where the entries are.
    ///   - prefix: which entries.
    ///   - historyLimit: how many past events subscribers can start from.
    ///   - historyBytes: how many bytes of values those may have together, so that large values that change often do not fill memory.
    ///   - bufferLimit: how many events may wait for one subscriber before it is ended with ``StoreError/lagging``.
    ///   - progressInterval: how often subscribers get an empty batch that says how far they have seen everything.
    ///   - indexes: what items are also found by, see ``snapshot(index:term:prefix:after:)``: the terms of an item, by the index's name.
    ///   - share: the group that an item belongs to and what it adds to the group's ``totals(_:at:)``; nil for nothing.
    ///   - decode: makes the item of one entry; called once per revision, and for a deletion with the last value and the revision of the deletion.
    public init(
        store: any ResourceStore, prefix: String, historyLimit: Int = 4096, historyBytes: Int = 32 << 20, bufferLimit: Int = 1024,
        progressInterval: Duration = .seconds(30), indexes: [String: @Sendable (Item) -> [String]] = [:],
        share: @escaping @Sendable (Item) -> (group: String, amounts: SIMD4<Int64>)? = { _ in nil },
        decode: @escaping @Sendable (Entry) -> Item
    ) {
        self.store = store
        self.prefix = prefix
        self.historyLimit = max(1, historyLimit)
        self.bufferLimit = bufferLimit
        self.progressInterval = progressInterval
        self.indexes = indexes
        self.share = share
        self.decode = decode
        state = Mutex(
            CacheState(table: ItemTable(indexes: indexes, share: share), history: .init(count: self.historyLimit, bytes: historyBytes)))
    }

    /// How far this cache has seen the store. Everything it answers is at least as new as any revision read from here before.
    public var currentRevision: Revision {
        state.withLock { $0.revision }
    }

    /// How many items there are below a prefix. No copying.
    public func count(prefix: String = "") -> Int {
        let index = state.withLock { $0.table.items }
        let range = index.range(ofPrefix: prefix)
        return index.rank(of: range.end) - index.rank(of: range.start)
    }

    /// The item at a key, or nil.
    public func item(_ key: String) -> Item? {
        state.withLock { $0.table.items[key] }
    }

    /// What the items of a group have together, and the items at some keys at the same moment. The cost does not grow with the group.
    public func totals(_ group: String, at keys: [String] = []) -> (sums: SIMD4<Int64>, items: [Item?]) {
        state.withLock { state in (state.table.totals[group], keys.map { state.table.items[$0] }) }
    }

    /// The items below a prefix in key order, all at one revision. Writers are not held up while the page is put together.
    ///
    /// - Parameters:
    ///   - prefix: compared by bytes; give at least the cache's own prefix or empty.
    ///   - after: give only items whose keys are greater: the ``CachePage/lastKey`` of the page before.
    ///   - limit: give at most so many; nil for all.
    public func snapshot(prefix: String = "", after: String? = nil, limit: Int? = nil) -> CachePage<Item> {
        let (index, revision) = state.withLock { ($0.table.items, $0.revision) }
        let range = index.range(ofPrefix: prefix)
        let end = index.rank(of: range.end)
        var start = range.start
        var first = index.rank(of: start)
        if let after {
            let following = index.position(after: after)
            let rank = index.rank(of: following)
            if rank > first { (start, first) = (following, rank) }
        }
        let available = max(0, end - first)
        let taken = min(available, max(0, limit ?? available))
        let (items, lastKey) = index.values(from: start, limit: taken)
        return CachePage(items: items, revision: revision, lastKey: lastKey, remaining: available - taken)
    }

    /// How many items have a term in one of the cache's indexes; nil where it has no such index.
    public func count(index: String, term: String) -> Int? {
        state.withLock { $0.table.index(index)?.count(term) }
    }

    /// The items below a prefix that have a term in one of the cache's indexes, in key order, all at one revision. The cost is that of the
    /// items found, whatever else there is.
    public func snapshot(index: String, term: String, prefix: String = "", after: String? = nil) -> CachePage<Item> {
        let (found, items, revision) = state.withLock { ($0.table.index(index)?[term] ?? [], $0.table.items, $0.revision) }
        let keys = found.filter { key in
            KeyOrder.matches(key, prefix: prefix) && after.map { KeyOrder.compare(key, $0) > 0 } ?? true
        }.sorted { KeyOrder.compare($0, $1) < 0 }
        return CachePage(items: keys.compactMap { items[$0] }, revision: revision, lastKey: keys.last, remaining: 0)
    }

    /// Starts to follow what happens below a prefix. Nothing is missed between a snapshot and a subscription after its revision.
    ///
    /// - Parameter after: the revision from which on events are wanted; nil for now. One not seen yet is waited for.
    /// - Throws: ``StoreError/compacted(oldest:)`` when it lies before the history kept; ``StoreError/closed`` when the cache has stopped.
    public func subscribe(prefix: String = "", after revision: Revision? = nil) throws(StoreError) -> Subscription<Item> {
        let limit = bufferLimit
        let opened: Result<(UInt64, Mailbox<CacheEvent<Item>>), StoreError> = state.withLock { state in
            state.open(prefix: prefix, after: revision, limit: limit)
        }
        let (id, mailbox) = try opened.get()
        return Subscription(mailbox: mailbox) { [self] in state.withLock { _ = $0.subscribers.removeValue(forKey: id) } }
    }

    /// Forgets the events up to a revision, so that a subscription from before it is refused as the store would refuse it. What is current stays.
    public func forget(before revision: Revision) {
        state.withLock { $0.forget(before: revision) }
    }

    /// Waits until the cache has been loaded and answers as of a revision no older than the store's when ``run()`` was called.
    ///
    /// - Throws: ``StoreError/cancelled``, or what ended ``run()``.
    public func ready() async throws(StoreError) {
        try await wait(for: nil)
    }

    /// Waits until the cache has seen a revision, so that who wrote it reads it.
    ///
    /// - Parameter timeout: nil for a revision that is known to have been committed: it comes, or what ended ``run()`` is thrown.
    /// - Throws: ``StoreError/behind(wanted:current:)`` after `timeout`, ``StoreError/cancelled``, or what ended ``run()``.
    public func waitUntil(revision: Revision, timeout: Duration? = .seconds(3)) async throws(StoreError) {
        if state.withLock({ $0.isReady && $0.revision >= revision }) { return }
        guard let timeout else { return try await wait(for: revision) }
        let outcome = await withTaskGroup(of: StoreError?.self) { group in
            group.addTask {
                do throws(StoreError) {
                    try await self.wait(for: revision)
                    return nil
                } catch {
                    return error
                }
            }
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    return .behind(wanted: revision, current: self.currentRevision)
                } catch {
                    return .cancelled
                }
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .cancelled
        }
        if let outcome { throw outcome }
    }

    /// Sends every subscriber that has nothing waiting a mark of how far it has seen everything, without waiting for the next interval.
    public func announceProgress() {
        state.withLock { $0.announceProgress() }
    }
}
