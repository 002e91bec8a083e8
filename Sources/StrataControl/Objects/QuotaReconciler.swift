import StrataAPI
import StrataResources

/// Keeps what quotas say is used up to date. The server itself refuses what would exceed them.
struct QuotaReconciler: Sendable {
    let objects: ObjectService

    /// How long several changes in a namespace are gathered into one write.
    static let pause = Duration.milliseconds(100)

    /// - Parameter namespace: one whose objects or quotas changed.
    func reconcile(_ namespace: ObjectName) async throws -> Outcome {
        let store = Objects<ResourceQuota>(objects)
        for quota in try await store.list(ObjectSelection(namespace: namespace.name)) {
            try await store.changeStatus(quota.name, uid: quota.metadata.uid) { quota in
                quota.status.used = objects.quotaUsed(in: namespace.name, of: quota.hard.keys)
                quota.status.hard = quota.hard
            }
        }
        return .settled
    }
}
