import Logging
import StrataAPI
import StrataDriverKit
import StrataResources

/// Moves instances.
///
/// ```
///   Pending ──▶ Preparing ──▶ Copying ──▶ Switching ──▶ Succeeded
///                   └────────────┴─────────┬──▶ Failed, Cancelled
/// ```
/// `Switching` is written before the one step that decides. A process that dies before that is followed by one that gives the move up and begins anew; after
/// that, by one that asks both sites whose the machine is. While a migration is under way nobody else changes its instance.
struct MigrationReconciler: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder
    let turns: MachineTurns
    let logger: Logger
    /// Has an instance looked at.
    let wake: @Sendable (ObjectName) -> Void

    var store: Objects<Migration> { Objects(objects) }
    var instances: Objects<Instance> { Objects(objects) }

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let migration = try store.get(name) else { return .settled }
        if migration.status.phase.isFinal {
            try await letGo(migration)
            return .settled
        }
        let instanceName = ObjectName(namespace: name.namespace, name: migration.spec.instance)
        defer { wake(instanceName) }
        guard let instance = try instances.get(instanceName) else { return try await pass(name, instanceName) }
        return try await turns.run(instance.metadata.uid) {
            while true {
                let outcome = try await pass(name, instanceName)
                // As long as nobody can tell whose the machine is, nobody else may do anything to it.
                guard case .again(let pause) = outcome, try store.get(name)?.status.phase.isUnderWay ?? false else { return outcome }
                try await Task.sleep(for: pause)
            }
        }
    }

    private func pass(_ name: ObjectName, _ instance: ObjectName) async throws -> Outcome {
        guard let migration = try store.get(name), !migration.status.phase.isFinal else { return .settled }
        var pass = MigrationPass(context: self, migration: migration, instanceName: instance)
        return try await pass.run()
    }

    /// Ends a migration.
    func end(_ migration: Migration, _ phase: Migration.Status.Phase, _ message: String = "", downtime: Duration? = nil) async throws {
        let reason = phase == .succeeded ? "Moved" : phase.rawValue
        try await store.changeWhole(migration.name, uid: migration.metadata.uid) { migration in
            migration.status.phase = phase
            migration.status.progress = phase == .succeeded ? 100 : nil
            migration.status.message = message
            migration.status.completedAt = .now()
            migration.status.observedGeneration = migration.metadata.generation
            if let downtime { migration.status.downtimeMilliseconds = Int(downtime / .milliseconds(1)) }
            migration.status.conditions.set(
                Condition(
                    "Succeeded", phase == .succeeded ? .yes : .no, reason: reason, message: message,
                    generation: migration.metadata.generation))
            migration.metadata.finalizers.removeAll { $0 == Migration.finalizer }
        }
        let said = message.isEmpty ? "moved \(migration.spec.instance) to site \(migration.spec.to)" : message
        events.record(phase == .succeeded ? .normal : .warning, reason, said, about: migration)
    }

    /// Lets an ended migration be deleted.
    private func letGo(_ migration: Migration) async throws {
        guard migration.metadata.finalizers.contains(Migration.finalizer) else { return }
        try await store.changeWhole(migration.name, uid: migration.metadata.uid) { migration in
            migration.metadata.finalizers.removeAll { $0 == Migration.finalizer }
        }
    }

    /// The migration that is under way for an instance.
    static func underWay(for instance: ObjectName, in objects: ObjectService) throws -> StoredObject? {
        try objects.objects(Migration.kind, by: .field("spec.instance"), instance.name).first { migration in
            migration.name.namespace == instance.namespace
                && migration.fields["status.phase"].flatMap(Migration.Status.Phase.init(rawValue:))?.isUnderWay ?? false
        }
    }
}
