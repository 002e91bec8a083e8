/// Keys, bytes and one monotonic revision: what everything else is kept in. A store knows no resource kind.
///
/// Every write is one transaction, is compared against the key's present state, and is acknowledged only after it is durable.
/// All methods may be called from any task at any time; after ``close()`` they throw ``StoreError/closed``. A cancelled write that has not
/// reached the disk yet throws ``StoreError/cancelled`` and has no effect; one that has, completes.
public protocol ResourceStore: Sendable {
    /// The revision of the last acknowledged write.
    func currentRevision() async throws(StoreError) -> Revision

    /// The entry at `key` as last written, or nil.
    func get(_ key: String) async throws(StoreError) -> Entry?

    /// The entries whose keys begin with `prefix`, sorted by key bytes, all at one revision.
    ///
    /// - Parameters:
    ///   - prefix: compared by bytes; empty for everything.
    ///   - after: give only keys greater than this one: the last key of the page before.
    ///   - limit: give at most so many; nil for all.
    ///   - revision: as the store stood then; nil for now.
    /// - Throws: ``StoreError/compacted(oldest:)`` when that revision's history is gone, ``StoreError/behind(wanted:current:)`` when it has not happened.
    func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws(StoreError) -> Listing

    /// Writes a key that must not exist. Not idempotent.
    ///
    /// - Throws: ``StoreError/exists(key:revision:)``, ``StoreError/invalidKey(key:reason:)``, ``StoreError/tooLarge(key:bytes:limit:)``, ``StoreError/full(path:)``…
    @discardableResult
    func create(_ key: String, value: [UInt8]) async throws(StoreError) -> Entry

    /// Replaces the value of a key that was last written at `expecting`. Not idempotent.
    ///
    /// - Throws: ``StoreError/conflict(key:actual:)`` when it has been written since, ``StoreError/missing(key:)`` when it does not exist.
    @discardableResult
    func update(_ key: String, value: [UInt8], expecting: Revision) async throws(StoreError) -> Entry

    /// Deletes a key; with `expecting`, only if it was last written then.
    ///
    /// - Returns: the entry as it was last, with `modified` set to the revision of the deletion.
    /// - Throws: ``StoreError/conflict(key:actual:)``, ``StoreError/missing(key:)``.
    @discardableResult
    func delete(_ key: String, expecting: Revision?) async throws(StoreError) -> Entry

    /// The changes to keys beginning with `prefix` that come after `revision`.
    ///
    /// - Throws: ``StoreError/compacted(oldest:)`` when changes after that revision are already gone (then list again and follow from there),
    ///   ``StoreError/behind(wanted:current:)`` when the revision has not happened.
    func changes(prefix: String, after revision: Revision) async throws(StoreError) -> Changes

    /// Forgets history older than `revision`: what was superseded or deleted at or before it. Idempotent; what is current is never lost.
    ///
    /// - Throws: ``StoreError/behind(wanted:current:)`` when the revision has not happened.
    func compact(before revision: Revision) async throws(StoreError)

    /// Finishes writes under way, ends all change sequences with ``StoreError/closed`` and releases files and locks. Idempotent.
    func close() async
}

extension ResourceStore {
    /// All entries whose keys begin with `prefix`; see ``list(prefix:after:limit:at:)``.
    public func list(prefix: String, at revision: Revision? = nil) async throws(StoreError) -> Listing {
        try await list(prefix: prefix, after: nil, limit: nil, at: revision)
    }

    /// Forgets history older than the last `count` revisions.
    public func compact(keeping count: UInt64) async throws(StoreError) {
        let current = try await currentRevision().rawValue
        guard current > count else { return }
        try await compact(before: Revision(rawValue: current - count))
    }
}
