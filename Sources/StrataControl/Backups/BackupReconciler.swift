import Logging
import StrataAPI
import StrataDriverKit
import StrataResources

/// Has the backups made that are wanted, and removes those that are not any more; ``Moments`` draws their states.
///
/// A backup is made under its UID, for which the driver looks first. Before it is asked for, the status says at which site and of which machine, so that
/// what a process left that died is found by the next one, whether the instance is there still or not.
struct BackupReconciler: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder
    let turns: MachineTurns
    let undertakings: Undertakings
    let logger: Logger

    var store: Objects<Backup> { Objects(objects) }
    var moments: Moments<Backup> { Moments(objects: objects, events: events) }

    /// How long a backup may take. Stacks that make one at a time let the others wait in line.
    private static let copying = Duration.seconds(12 * 3600)
    /// How long it may take to learn what a call left that was cut short, which goes on by itself at some stacks.
    static let finding = Duration.seconds(600)

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let backup = try store.get(name) else { return .settled }
        if backup.metadata.isBeingDeleted { return try await BackupDeletion(self, backup).run() }
        guard backup.status.observedGeneration == 0 else { return .settled }
        let instance = try moments.instance(of: backup)
        if !backup.status.machine.isEmpty, !isOf(instance, backup) {
            return try await moments.trying(backup) { try await settle(backup) }
        }
        guard let instance else { return try await moments.waitForInstance(backup) }
        if let outcome = try await moments.obstacle(to: backup, of: instance) { return outcome }
        do {
            return try await moments.trying(backup) {
                let site = try await directory.connected(instance.spec.site)
                // It takes none of the site's places for calls: for hours it would keep one from those that start and stop machines.
                return try await undertakings.run(
                    backup.metadata.uid, isWanted: { try store.get(name)?.metadata.isBeingDeleted == false },
                    { try await turns.run(instance.metadata.uid) { try await take(backup, of: instance, on: site) } })
            }
        } catch is CancellationError where !Task.isCancelled {
            // It is being deleted.
            return .again(after: .seconds(1))
        }
    }

    /// Whether what was begun is of the machine that an instance has, and keeps.
    private func isOf(_ instance: Instance?, _ backup: Backup) -> Bool {
        guard let instance, !instance.metadata.isBeingDeleted else { return false }
        return backup.status.instanceUID == instance.metadata.uid.text && backup.status.site == instance.spec.site
            && backup.status.machine == instance.status.nativeID
    }

    private func take(_ backup: Backup, of instance: Instance, on site: ConnectedSite) async throws -> Outcome {
        let able: any BackupKeeping = try site.able(.backups, objects)
        let machine = NativeID(instance.status.nativeID)
        let spec = instance.json["spec"]?.object ?? [:]
        try await store.changeStatus(backup.name, uid: backup.metadata.uid) { backup in
            backup.status.phase = .taking
            backup.status.site = site.name
            backup.status.instanceUID = instance.metadata.uid.text
            backup.status.machine = machine.text
            backup.status.type = instance.spec.type
            backup.status.instanceSpec = spec
            backup.status.conditions.set(Condition("Ready", .no, reason: "Taking", generation: backup.metadata.generation))
        }
        let order = BackupOrder(uid: backup.metadata.uid, name: backup.name, storage: backup.spec.storage)
        let kept = try await withDeadline(Self.copying) { try await able.backUp(machine, order) }
        return try await note(kept, backup, machine, site)
    }

    /// What was begun is of a machine that is gone, or elsewhere: there is a whole backup of it, or there will be none.
    private func settle(_ backup: Backup) async throws -> Outcome {
        let site = try await directory.connected(backup.status.site)
        let machine = NativeID(backup.status.machine)
        if let found = try await find(backup, machine, on: site) { return try await note(found, backup, machine, site) }
        return try await moments.fail(
            backup, "InstanceGone", "the machine \(machine) of instance \(backup.spec.instance) went, or was moved, before it was kept")
    }

    /// What the stack has of a backup whose name was never written down, in its machine's turn.
    func find(_ backup: Backup, _ machine: NativeID, on site: ConnectedSite) async throws -> KeptBackup? {
        let able: any BackupKeeping = try site.able(.backups, objects)
        let uid = backup.metadata.uid
        return try await turns.run(UID(backup.status.instanceUID)) {
            try await withDeadline(Self.finding) { try await able.findBackup(of: machine, owner: uid) }
        }
    }

    private func note(_ kept: KeptBackup, _ backup: Backup, _ machine: NativeID, _ site: ConnectedSite) async throws -> Outcome {
        try await store.changeStatus(backup.name, uid: backup.metadata.uid) { backup in
            backup.status.phase = .ready
            backup.status.nativeID = kept.id.text
            backup.status.size = kept.size
            backup.status.takenAt = kept.takenAt ?? .now()
            backup.status.isIncremental = kept.isIncremental
            backup.status.observedGeneration = max(1, backup.metadata.generation)
            backup.status.conditions.set(Condition("Ready", .yes, reason: "Taken", generation: backup.metadata.generation))
        }
        events.record(.normal, "Taken", "taken of \(machine) on site \(site.name): \(kept.id)", about: backup)
        return .settled
    }
}
