import Synchronization

extension WatchCache {
    /// Loads the prefix and follows the store until the calling task is cancelled. Call it once.
    ///
    /// A cache that falls behind continues from where it was; if the store has compacted that already, it loads again and its subscribers end
    /// with ``StoreError/compacted(oldest:)``.
    ///
    /// - Throws: what made the store unusable. Cancellation returns normally.
    public func run() async throws(StoreError) {
        let failure = await withTaskGroup(of: StoreError?.self) { group in
            group.addTask {
                do throws(StoreError) {
                    try await self.loadAndFollow()
                    return .closed
                } catch {
                    return error
                }
            }
            group.addTask {
                do {
                    while true {
                        try await Task.sleep(for: self.progressInterval)
                        self.announceProgress()
                    }
                } catch {
                    return .cancelled
                }
            }
            let first = await group.next() ?? .cancelled
            group.cancelAll()
            return first
        }
        let ending = failure == .cancelled ? nil : failure
        state.withLock { $0.end(ending) }
        if let ending { throw ending }
    }

    private func loadAndFollow() async throws(StoreError) {
        var mayResumeHistory = true
        while true {
            try await load(withHistory: mayResumeHistory)
            do throws(StoreError) {
                try await follow()
                return
            } catch .compacted {
                // Between listing and following, or while lagging, the store compacted past this cache: start over from the present.
                mayResumeHistory = false
            }
        }
    }

    /// Lists the prefix, if possible as it was some revisions ago: following from there fills the history that watches resume from.
    private func load(withHistory: Bool) async throws(StoreError) {
        let current = try await store.currentRevision()
        var start = current
        var table: ItemTable<Item>?
        if withHistory {
            let (past, isTooFar) = current.rawValue.subtractingReportingOverflow(UInt64(historyLimit))
            start = isTooFar ? .initial : max(.initial, Revision(rawValue: past))
            do throws(StoreError) {
                table = try await list(at: start)
            } catch .compacted(let oldest) {
                start = max(oldest, start)
            }
        }
        let loaded = if let table { table } else { try await list(at: start) }
        state.withLock { $0.load(loaded, at: start, target: current) }
    }

    /// Lists and decodes in pages, so that the bytes of only one page are held beside the items.
    private func list(at revision: Revision) async throws(StoreError) -> ItemTable<Item> {
        var table = ItemTable(indexes: indexes, share: share)
        var last: String?
        while true {
            let page = try await store.list(prefix: prefix, after: last, limit: 2_000, at: revision)
            for (entry, item) in zip(page.entries, await decoded(page.entries)) { table.put(item, at: entry.key) }
            last = page.entries.last?.key
            if page.remaining == 0 { return table }
        }
    }

    /// The items of entries, decoded on as many cores as there are.
    private func decoded(_ entries: [Entry]) async -> [Item] {
        let size = 250
        guard entries.count > size else { return entries.map(decode) }
        return await withTaskGroup(of: (start: Int, items: [Item]).self) { group in
            for start in stride(from: 0, to: entries.count, by: size) {
                group.addTask { [decode] in (start, entries[start..<min(start + size, entries.count)].map(decode)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.start < $1.start }.flatMap(\.items)
        }
    }

    private func follow() async throws(StoreError) {
        while true {
            let changes = try await store.changes(prefix: prefix, after: currentRevision)
            do throws(StoreError) {
                for try await batch in changes {
                    let decoded = batch.changes.map { (change: $0, item: decode($0.entry)) }
                    state.withLock { $0.apply(decoded, through: batch.revision) }
                }
                return
            } catch .lagging {
                continue
            }
        }
    }

    /// Waits for readiness, and for a revision if one is given.
    func wait(for revision: Revision?) async throws(StoreError) {
        let id = state.withLock { $0.newID() }
        let failure = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<StoreError?, Never>) in
                let immediate: StoreError?? = state.withLock { state in
                    if case .ended(let failure) = state.phase { return .some(failure == .cancelled ? .closed : failure) }
                    if state.isReady, revision.map({ $0 <= state.revision }) ?? true { return .some(nil) }
                    if Task.isCancelled { return .some(.cancelled) }
                    state.waiters[id] = CacheState.Waiter(revision: revision, continuation: continuation)
                    return .none
                }
                if let immediate { continuation.resume(returning: immediate) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: .cancelled)
        }
        if let failure { throw failure }
    }
}
