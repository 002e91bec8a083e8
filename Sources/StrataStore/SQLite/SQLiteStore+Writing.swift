import GRDB

extension SQLiteStore {
    @discardableResult
    public func create(_ key: String, value: [UInt8]) async throws(StoreError) -> Entry {
        try await write(WriteOrder(key: key, kind: .create(value: value)))
    }

    @discardableResult
    public func update(_ key: String, value: [UInt8], expecting: Revision) async throws(StoreError) -> Entry {
        try await write(WriteOrder(key: key, kind: .update(value: value, expecting: expecting)))
    }

    @discardableResult
    public func delete(_ key: String, expecting: Revision?) async throws(StoreError) -> Entry {
        try await write(WriteOrder(key: key, kind: .delete(expecting: expecting)))
    }

    private func write(_ order: WriteOrder) async throws(StoreError) -> Entry {
        let length = order.key.utf8.count
        guard length > 0 else { throw .invalidKey(key: order.key, reason: "it is empty") }
        guard length <= Self.keyLimit else {
            throw .invalidKey(key: order.key, reason: "it has \(length) bytes; the limit is \(Self.keyLimit)")
        }
        switch order.kind {
        case .create(let value), .update(let value, _):
            guard value.count <= Self.valueLimit else { throw .tooLarge(key: order.key, bytes: value.count, limit: Self.valueLimit) }
        case .delete: break
        }
        return try await queue.submit(order) { drain() }
    }

    /// Commits one group, and comes back for the next in turn with whatever else waits for the writing connection.
    private func drain() {
        pool.asyncWriteWithoutTransaction { [self] database in
            if commitGroup(database) { drain() }
        }
    }

    /// Carries out the next group of writes. False when none was waiting.
    func commitGroup(_ database: Database) -> Bool {
        let group = queue.takeGroup()
        guard !group.isEmpty else { return false }
        commit(group[...], database)
        return true
    }

    /// Carries out writes in one transaction, tells followers, then the writers. If there was no space for all of them, tries each by
    /// itself: a deletion, or the smaller ones, may still fit.
    private func commit(_ group: ArraySlice<WriteQueue.Waiting>, _ database: Database) {
        do {
            let results = try transact(group.map(\.order), database)
            let changes = results.compactMap { try? $0.get() }
            if let last = changes.last { hub.publish(changes, revision: last.revision) }
            for (waiting, result) in zip(group, results) { waiting.continuation.resume(returning: result.map(\.entry)) }
        } catch .full where group.count > 1 {
            for index in group.indices { commit(group[index...index], database) }
        } catch {
            for waiting in group { waiting.continuation.resume(returning: .failure(error)) }
        }
    }

    private func transact(_ orders: [WriteOrder], _ database: Database) throws(StoreError) -> [Result<Change, StoreError>] {
        var results: [Result<Change, StoreError>] = []
        results.reserveCapacity(orders.count)
        var revision = hub.current
        do {
            try database.inTransaction(.immediate) {
                for order in orders {
                    switch try Self.judge(order, at: revision.next, database) {
                    case .success(let change):
                        try Self.record(change, database)
                        revision = change.revision
                        results.append(.success(change))
                    case .failure(let refusal):
                        results.append(.failure(refusal))
                    }
                }
                return revision == hub.current ? .rollback : .commit
            }
        } catch {
            throw StoreError(error, path: path)
        }
        return results
    }

    /// Compares an order with the key's present state, within the transaction that would carry it out.
    private static func judge(_ order: WriteOrder, at revision: Revision, _ database: Database) throws -> Result<Change, StoreError> {
        let present = try Log.entry(database, key: order.key)
        switch order.kind {
        case .create(let value):
            if let present { return .failure(.exists(key: order.key, revision: present.modified)) }
            let entry = Entry(key: order.key, value: value, created: revision, modified: revision)
            return .success(Change(kind: .put, entry: entry, previous: nil))
        case .update(let value, let expected):
            guard let present else { return .failure(.missing(key: order.key)) }
            guard present.modified == expected else { return .failure(.conflict(key: order.key, actual: present.modified)) }
            let entry = Entry(key: order.key, value: value, created: present.created, modified: revision)
            return .success(Change(kind: .put, entry: entry, previous: present))
        case .delete(let expected):
            guard let present else { return .failure(.missing(key: order.key)) }
            if let expected, present.modified != expected { return .failure(.conflict(key: order.key, actual: present.modified)) }
            var entry = present
            entry.modified = revision
            return .success(Change(kind: .delete, entry: entry, previous: present))
        }
    }

    private static func record(_ change: Change, _ database: Database) throws {
        let row = try Query(database, "INSERT INTO revision (rev, key, value, created, previous, deleted) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        try row.bind(change.revision, at: 1)
        try row.bind(key: change.key, at: 2)
        try row.bind(change.kind == .put ? change.entry.value : [], at: 3)
        try row.bind(change.entry.created, at: 4)
        if let previous = change.previous { try row.bind(previous.modified, at: 5) }
        try row.bind(change.kind == .put ? 0 : 1, at: 6)
        try row.run()
        switch change.kind {
        case .put:
            let live = try Query(database, "INSERT INTO live (key, rev) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET rev = excluded.rev")
            try live.bind(key: change.key, at: 1)
            try live.bind(change.revision, at: 2)
            try live.run()
        case .delete:
            let live = try Query(database, "DELETE FROM live WHERE key = ?1")
            try live.bind(key: change.key, at: 1)
            try live.run()
        }
    }
}
