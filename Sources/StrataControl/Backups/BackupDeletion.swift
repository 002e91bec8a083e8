import StrataAPI
import StrataDriverKit
import StrataResources

/// Removes a backup from where its stack keeps it, then lets the object go. Its instance does not matter: it may be gone long since.
struct BackupDeletion {
    let context: BackupReconciler
    let backup: Backup

    init(_ context: BackupReconciler, _ backup: Backup) {
        self.context = context
        self.backup = backup
    }

    func run() async throws -> Outcome {
        guard backup.metadata.finalizers.contains(Backup.finalizer) else { return .settled }
        // Nobody was ever asked to make it.
        guard !backup.status.machine.isEmpty else { return try await context.moments.release(backup) }
        return try await context.moments.removing(backup, from: backup.status.site) {
            let site = try await context.directory.connected(backup.status.site)
            guard site.driver is any BackupKeeping else { return }
            try await context.store.changeStatus(backup.name, uid: backup.metadata.uid) { $0.status.phase = .deleting }
            guard let id = try await id(on: site) else { return }
            // Not while an instance is made from it.
            try await context.turns.run(backup.metadata.uid) {
                try await site.limiter.run { try await remove(id, from: site) }
            }
        }
    }

    /// What the stack calls it; nil where there is none.
    private func id(on site: ConnectedSite) async throws -> BackupID? {
        guard backup.status.nativeID.isEmpty else { return BackupID(backup.status.nativeID) }
        // Making it was refused or ended, or was cut short before its name was written down.
        guard let id = try await context.find(backup, NativeID(backup.status.machine), on: site)?.id else { return nil }
        try await context.store.changeStatus(backup.name, uid: backup.metadata.uid) { $0.status.nativeID = id.text }
        return id
    }

    private func remove(_ id: BackupID, from site: ConnectedSite) async throws {
        let able: any BackupKeeping = try site.able(.backups, context.objects)
        let uid = backup.metadata.uid
        try await withDeadline(.seconds(600)) { try await able.deleteBackup(id, owner: uid) }
        context.events.record(.normal, "Deleted", "deleted \(id) from site \(site.name)", about: backup)
    }
}
