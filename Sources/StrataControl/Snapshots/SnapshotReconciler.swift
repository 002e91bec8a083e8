import Logging
import StrataAPI
import StrataDriverKit
import StrataResources

/// Takes the snapshots that are wanted, and removes those that are not any more; ``Moments`` draws their states.
///
/// A snapshot is taken under its UID, for which the driver looks first, so that a process which died is followed by one that takes the same
/// step again.
struct SnapshotReconciler: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder
    let turns: MachineTurns
    let patience: Duration
    let logger: Logger

    var store: Objects<Snapshot> { Objects(objects) }
    var moments: Moments<Snapshot> { Moments(objects: objects, events: events) }

    /// How long a snapshot may take: as long as creating an instance may, for it copies as much at most.
    private static let copying = Duration.seconds(1800)

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let snapshot = try store.get(name) else { return .settled }
        if snapshot.metadata.isBeingDeleted { return try await SnapshotDeletion(self, snapshot).run() }
        guard snapshot.status.observedGeneration == 0 else { return .settled }
        guard let instance = try moments.instance(of: snapshot) else { return try await moments.waitForInstance(snapshot) }
        guard let snapshot = try await own(snapshot, by: instance) else { return .settled }
        if let outcome = try await moments.obstacle(to: snapshot, of: instance) { return outcome }
        return try await moments.trying(snapshot) {
            let site = try await directory.connected(instance.spec.site)
            return try await turns.run(instance.metadata.uid) {
                try await site.limiter.run { try await take(snapshot, of: NativeID(instance.status.nativeID), on: site) }
            }
        }
    }

    private func take(_ snapshot: Snapshot, of machine: NativeID, on site: ConnectedSite) async throws -> Outcome {
        let able: any Snapshotting = try site.able(.snapshot, objects)
        if snapshot.spec.memory { _ = try site.able(.memory, objects, as: (any MemorySnapshotting).self) }
        try await store.changeStatus(snapshot.name, uid: snapshot.metadata.uid) { $0.status.phase = .taking }
        let order = SnapshotOrder(uid: snapshot.metadata.uid, name: snapshot.name, withMemory: snapshot.spec.memory)
        let id = try await withDeadline(Self.copying) { try await able.takeSnapshot(machine, order) }
        let seen = try await withDeadline(patience) { try await able.snapshots(machine).first { $0.id == id } }
        try await store.changeStatus(snapshot.name, uid: snapshot.metadata.uid) { snapshot in
            snapshot.status.phase = .ready
            snapshot.status.nativeID = id.text
            snapshot.status.size = seen?.size
            snapshot.status.takenAt = seen?.createdAt ?? .now()
            snapshot.status.observedGeneration = max(1, snapshot.metadata.generation)
            snapshot.status.conditions.set(Condition("Ready", .yes, reason: "Taken", generation: snapshot.metadata.generation))
        }
        events.record(.normal, "Taken", "taken of \(machine) on site \(site.name)", about: snapshot)
        return .settled
    }

    /// Makes the snapshot its instance's, with which it goes.
    private func own(_ snapshot: Snapshot, by instance: Instance) async throws -> Snapshot? {
        let reference = instance.ownerReference
        guard !snapshot.metadata.ownerReferences.contains(where: { $0.uid == reference.uid }) else { return snapshot }
        return try await store.change(snapshot.name, uid: snapshot.metadata.uid) { $0.metadata.ownerReferences.append(reference) }
    }
}
