import Logging
import StrataAPI
import StrataResources

/// Deletes objects whose owners are gone, and carries out foreground deletion and orphaning, as Kubernetes' garbage collector does.
struct OwnershipCollector: Sendable {
    let objects: ObjectService
    let logger: Logger

    /// An owner was deleted, or waits for its dependents.
    func ownerChanged(_ kind: ResourceKind, _ owner: StoredObject, isGone: Bool) async {
        do {
            if isGone {
                for (kind, dependent) in try dependents(of: owner.uid) {
                    _ = try await objects.delete(kind, dependent.name, DeleteOptions(uid: dependent.uid))
                }
                return
            }
            let json = owner.json
            let finalizers = json["metadata"]?["finalizers"]?.array ?? []
            guard json["metadata"]?["deletionTimestamp"] != nil else { return }
            if finalizers.contains("orphan") {
                for (kind, dependent) in try dependents(of: owner.uid) { try await release(kind, dependent, from: owner.uid) }
                try await drop("orphan", kind, owner)
            } else if finalizers.contains("foregroundDeletion") {
                var waiting = false
                for (kind, dependent) in try dependents(of: owner.uid) {
                    let result = try await objects.delete(kind, dependent.name, DeleteOptions(propagation: .foreground, uid: dependent.uid))
                    waiting = waiting || result.outcome == .deleting
                }
                if !waiting { try await drop("foregroundDeletion", kind, owner) }
            }
        } catch {
            logger.warning("dependents not collected", metadata: ["owner": "\(owner.name)", "error": "\(error)"])
        }
    }

    private func dependents(of uid: UID) throws -> [(ResourceKind, StoredObject)] {
        guard !uid.text.isEmpty else { return [] }
        var found: [(ResourceKind, StoredObject)] = []
        for definition in objects.kinds where !definition.isReadOnly {
            found += try objects.objects(definition.kind, by: .owner, uid.text).map { (definition.kind, $0) }
        }
        return found
    }

    private func release(_ kind: ResourceKind, _ object: StoredObject, from owner: UID) async throws {
        let kept = (object.json["metadata"]?["ownerReferences"]?.array ?? []).filter { $0["uid"]?.string != owner.text }
        _ = try await objects.patch(kind, object.name, .merge(["metadata": ["ownerReferences": kept.isEmpty ? .null : .array(kept)]]))
    }

    private func drop(_ finalizer: String, _ kind: ResourceKind, _ object: StoredObject) async throws {
        let kept = (object.json["metadata"]?["finalizers"]?.array ?? []).filter { $0.string != finalizer }
        _ = try await objects.patch(kind, object.name, .merge(["metadata": ["finalizers": .array(kept)]]))
    }
}
