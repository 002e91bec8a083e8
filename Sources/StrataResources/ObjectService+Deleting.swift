public import StrataAPI
import StrataStore

extension ObjectService {
    /// Deletes an object, or marks it as going where finalizers hold it.
    ///
    /// - Throws: `NotFound`; `Conflict` when the preconditions do not hold; `Forbidden` for namespaces that must stay.
    public func delete(_ kind: ResourceKind, _ name: ObjectName, _ options: DeleteOptions = DeleteOptions()) async throws(APIError)
        -> WriteResult
    {
        _ = try writable(kind)
        if kind == Namespace.kind, Self.lasting.contains(name.name) {
            throw APIError(
                .forbidden, "namespaces \"\(name.name)\" is forbidden: this namespace may not be deleted", kind: kind, name: name.name)
        }
        for attempt in 0... {
            let stored = try get(kind, name)
            if let uid = options.uid, uid != stored.uid {
                throw .conflict(
                    kind, name.name,
                    "Precondition failed: UID in precondition: \(uid.text.printable(limit: 64)), UID in object meta: \(stored.uid)")
            }
            if let revision = options.revision, revision != stored.revision {
                throw .conflict(
                    kind, name.name,
                    "Precondition failed: ResourceVersion in precondition: \(revision), ResourceVersion in object meta: \(stored.revision)")
            }
            do throws(APIError) {
                return try await delete(kind, stored, options)
            } catch  where error.reason == .conflict && options.revision == nil && attempt < 7 {
                continue
            }
        }
        throw APIError(.conflict, "the object kept changing", kind: kind, name: name.name)
    }

    /// The namespace that everything falls back on.
    private static let lasting: Set<String> = ["default"]

    private func delete(_ kind: ResourceKind, _ stored: StoredObject, _ options: DeleteOptions) async throws(APIError) -> WriteResult {
        let definition = try definition(kind)
        let old = stored.json
        var new = old
        var finalizers = old["metadata"]?["finalizers"]?.array ?? []
        switch options.propagation {
        case .background: break
        case .foreground: if !finalizers.contains("foregroundDeletion") { finalizers.append("foregroundDeletion") }
        case .orphan: if !finalizers.contains("orphan") { finalizers.append("orphan") }
        }
        new[path: ["metadata", "finalizers"]] = finalizers.isEmpty ? nil : .array(finalizers)
        guard !Self.holders(of: new).isEmpty else {
            return WriteResult(object: try await remove(kind, stored, isDryRun: options.isDryRun), outcome: .deleted, warnings: [])
        }
        if old["metadata"]?["deletionTimestamp"] == nil {
            new[path: ["metadata", "deletionTimestamp"]] = .string(Timestamp.now().text)
        }
        let grace = options.gracePeriodSeconds ?? old["metadata"]?["deletionGracePeriodSeconds"]?.int.map(Int.init)
        new[path: ["metadata", "deletionGracePeriodSeconds"]] = .int(Int64(max(0, grace ?? 0)))
        if options.gracePeriodSeconds == nil, old["metadata"]?["deletionGracePeriodSeconds"] == nil {
            new[path: ["metadata", "deletionGracePeriodSeconds"]] = nil
        }
        let generation = old["metadata"]?["generation"]?.int
        if let generation, old["metadata"]?["deletionTimestamp"] == nil { new[path: ["metadata", "generation"]] = .int(generation + 1) }
        if kind == Namespace.kind { new[path: ["status", "phase"]] = "Terminating" }
        var draft = Draft(definition, from: old, to: new, WriteOptions(isDryRun: options.isDryRun))
        draft.new = new
        let result = try await commit(draft, stored.name, expecting: stored)
        return WriteResult(object: result.object, outcome: .deleting, warnings: [])
    }
}
