import StrataAPI
import StrataResources

/// Empties namespaces that are being deleted, then lets them go.
struct NamespaceReconciler: Sendable {
    let objects: ObjectService

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        let namespaces = Objects<Namespace>(objects)
        guard let namespace = try namespaces.get(name) else { return .settled }
        guard namespace.metadata.isBeingDeleted else { return .settled }
        var remaining = 0
        for definition in objects.kinds where definition.kind.isNamespaced {
            let page = try await objects.list(definition.kind, ListRequest(selection: ObjectSelection(namespace: name.name)))
            for object in page.objects {
                let result = try await objects.delete(definition.kind, object.name)
                if result.outcome == .deleting { remaining += 1 }
            }
        }
        guard remaining == 0 else { return .again(after: .milliseconds(500)) }
        try await namespaces.change(name, uid: namespace.metadata.uid) { namespace in
            namespace.finalizers.removeAll { $0 == Namespace.finalizer }
            namespace.metadata.finalizers.removeAll { $0 == Namespace.finalizer }
        }
        return .settled
    }
}
