import StrataAPI
import StrataStore

extension ObjectService {
    /// Writes a draft, unless it changes nothing or is only tried.
    func commit(_ draft: Draft, _ name: ObjectName, expecting stored: StoredObject?) async throws(APIError) -> WriteResult {
        let codec = try codec(draft.kind)
        let key = codec.key(name)
        if let stored, let old = draft.old {
            if Self.isSame(old, draft.new) { return WriteResult(object: stored, outcome: .unchanged, warnings: draft.warnings) }
            if draft.new["metadata"]?["deletionTimestamp"] != nil, Self.holders(of: draft.new).isEmpty {
                let deleted = try await remove(draft.kind, stored, isDryRun: draft.options.isDryRun)
                return WriteResult(object: deleted, outcome: .deleted, warnings: draft.warnings)
            }
        }
        let outcome: WriteResult.Outcome = stored == nil ? .created : .updated
        let reservation = try admit(draft, name)
        defer { quotas.release(reservation) }
        if draft.options.isDryRun {
            if stored == nil, try find(draft.kind, name) != nil { throw .alreadyExists(draft.kind, name.name) }
            return WriteResult(
                object: codec.item(draft.new, revision: stored?.revision ?? .initial), outcome: outcome, warnings: draft.warnings)
        }
        let bytes = codec.encode(draft.new, key: key)
        let entry: Entry
        do throws(StoreError) {
            entry =
                try await stored == nil
                ? store.create(key, value: bytes) : store.update(key, value: bytes, expecting: stored?.revision ?? .initial)
        } catch {
            try await see(error, draft.kind, name)
            throw Self.writeError(error, draft.kind, name)
        }
        return WriteResult(object: try await seen(draft.kind, key, entry), outcome: outcome, warnings: draft.warnings)
    }

    /// Removes an object for good.
    func remove(_ kind: ResourceKind, _ stored: StoredObject, isDryRun: Bool) async throws(APIError) -> StoredObject {
        if isDryRun { return stored }
        let codec = try codec(kind)
        do throws(StoreError) {
            let entry = try await store.delete(codec.key(stored.name), expecting: stored.revision)
            try await cache(kind, entry.modified)
            return codec.cached(entry)
        } catch {
            try await see(error, kind, stored.name)
            throw Self.writeError(error, kind, stored.name)
        }
    }

    /// Waits until the cache has seen the write that was faster. Whoever tries again before would try with the same object, and lose again.
    private func see(_ error: StoreError, _ kind: ResourceKind, _ name: ObjectName) async throws(APIError) {
        guard case .conflict(_, let actual) = error else { return }
        do {
            try await cache(kind, actual)
        } catch {
            throw Self.writeError(error, kind, name)
        }
    }

    /// The object as the cache shows it once it has seen the write, or as it was written when a later write was faster.
    private func seen(_ kind: ResourceKind, _ key: String, _ entry: Entry) async throws(APIError) -> StoredObject {
        let cache = try cache(kind)
        do {
            try await cache.waitUntil(revision: entry.modified, timeout: nil)
        } catch {
            throw Self.writeError(error, kind, ObjectName(name: key))
        }
        if let item = cache.item(key), item.revision == entry.modified { return item }
        return try codec(kind).cached(entry)
    }

    private func cache(_ kind: ResourceKind, _ revision: Revision) async throws(StoreError) {
        guard let cache = caches[kind] else { return }
        try await cache.waitUntil(revision: revision, timeout: nil)
    }

    /// A lost race is marked by a retry time of zero, so that it can be told from a conflict that stays one.
    private static func writeError(_ error: StoreError, _ kind: ResourceKind, _ name: ObjectName) -> APIError {
        var result = APIError(store: error, kind, name: name.name)
        switch error {
        case .conflict, .missing: if result.reason == .conflict { result.retryAfterSeconds = 0 }
        default: break
        }
        return result
    }

    private static func isSame(_ old: JSONValue, _ new: JSONValue) -> Bool {
        var (old, new) = (old, new)
        old[path: ["metadata", "resourceVersion"]] = nil
        new[path: ["metadata", "resourceVersion"]] = nil
        if old == new { return true }
        // Times in managedFields alone are no change.
        let before = old[path: ["metadata", "managedFields"]]
        let after = new[path: ["metadata", "managedFields"]]
        old[path: ["metadata", "managedFields"]] = nil
        new[path: ["metadata", "managedFields"]] = nil
        return old == new && withoutTimes(before) == withoutTimes(after)
    }

    private static func withoutTimes(_ managed: JSONValue?) -> [JSONValue] {
        (managed?.array ?? []).map { entry in
            var entry = entry
            entry["time"] = nil
            return entry
        }
    }

    /// Who holds an object that is to be deleted.
    static func holders(of object: JSONValue) -> [String] {
        let finalizers = object["metadata"]?["finalizers"]?.array?.compactMap(\.string) ?? []
        let ofSpec = object["kind"]?.string == Namespace.kind.name ? object["spec"]?["finalizers"]?.array?.compactMap(\.string) ?? [] : []
        return finalizers + ofSpec
    }
}
