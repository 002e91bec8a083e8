import StrataAPI
import StrataDriverKit
import StrataResources

/// Removes a snapshot from its stack, then lets the object go.
struct SnapshotDeletion {
    let context: SnapshotReconciler
    let snapshot: Snapshot

    init(_ context: SnapshotReconciler, _ snapshot: Snapshot) {
        self.context = context
        self.snapshot = snapshot
    }

    func run() async throws -> Outcome {
        guard snapshot.metadata.finalizers.contains(Snapshot.finalizer) else { return .settled }
        // With the machine its snapshots are gone as well.
        guard let instance = try context.moments.instance(of: snapshot), !instance.status.nativeID.isEmpty,
            snapshot.metadata.ownerReferences.contains(where: { $0.uid == instance.metadata.uid })
        else { return try await context.moments.release(snapshot) }
        return try await context.moments.removing(snapshot, from: instance.spec.site) {
            let site = try await context.directory.connected(instance.spec.site)
            try await context.turns.run(instance.metadata.uid) {
                try await site.limiter.run { try await remove(from: NativeID(instance.status.nativeID), on: site) }
            }
        }
    }

    private func remove(from machine: NativeID, on site: ConnectedSite) async throws {
        guard let able = site.driver as? any Snapshotting else { return }
        let (uid, patience) = (snapshot.metadata.uid, context.patience)
        try await context.store.changeStatus(snapshot.name, uid: uid) { $0.status.phase = .deleting }
        var id = snapshot.status.nativeID
        if id.isEmpty {
            // Taking it may have been cut short before its name was written down.
            let seen = try await withDeadline(patience) { try await able.snapshots(machine).first { $0.owner == uid } }
            guard let seen else { return }
            id = seen.id.text
        }
        let native = SnapshotID(id)
        try await withDeadline(.seconds(600)) { try await able.deleteSnapshot(machine, native, owner: uid) }
        context.events.record(.normal, "Deleted", "deleted from \(machine) on site \(site.name)", about: snapshot)
    }
}
