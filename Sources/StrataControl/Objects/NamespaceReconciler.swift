import StrataAPI
import StrataResources

/// Empties namespaces that are being deleted, then lets them go.
struct NamespaceReconciler: Sendable {
    let objects: ObjectService

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        let namespaces = Objects<Namespace>(objects)
        guard let namespace = try namespaces.get(name) else { return .settled }
        guard namespace.metadata.isBeingDeleted else { return .settled }
        let selection = ListRequest(selection: ObjectSelection(namespace: name.name))
        var isEmpty = true
        for definition in objects.kinds where definition.kind.isNamespaced {
            let present = try await objects.list(definition.kind, selection).objects
            // What goes already goes by itself, once its finalizers have let go.
            try await inParallel(present.filter { !$0.isBeingDeleted }) { object in
                do {
                    _ = try await objects.delete(definition.kind, object.name, DeleteOptions(uid: object.uid))
                } catch let error as APIError where error.reason == .notFound || error.reason == .conflict {
                    // It went with its owner meanwhile, or another took its name: the next pass sees.
                }
            }
            let left = try await objects.list(definition.kind, selection).objects
            isEmpty = isEmpty && left.isEmpty
        }
        guard isEmpty else { return .again(after: .milliseconds(500)) }
        try await namespaces.change(name, uid: namespace.metadata.uid) { namespace in
            namespace.finalizers.removeAll { $0 == Namespace.finalizer }
            namespace.metadata.finalizers.removeAll { $0 == Namespace.finalizer }
        }
        return .settled
    }
}
