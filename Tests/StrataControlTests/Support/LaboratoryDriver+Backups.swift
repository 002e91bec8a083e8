import StrataAPI
import StrataDriverKit

/// Backups that exist only here, apart from the machines that they are of.
extension LaboratoryDriver: BackupKeeping {
    func backUp(_ id: NativeID, _ order: BackupOrder) async throws(DriverError) -> KeptBackup {
        try await laboratory.work(on: id) { () async throws(DriverError) in
            try await laboratory.enter("backUp", id.text)
            let backup = BackupID("\(order.storage.isEmpty ? "shelf" : order.storage)/\(order.uid)")
            laboratory.change { $0.backups[backup] = (order.uid, id) }
            // Its answer may get lost after all was done.
            try await laboratory.enter("backedUp", id.text)
            return KeptBackup(id: backup, takenAt: Timestamp(seconds: 1000), size: Quantity(bytes: 8192))
        }
    }

    func restore(_ order: Order, from backup: BackupID) async throws(DriverError) -> NativeID {
        try await laboratory.enter("restore", "\(backup) as \(order.name.name)")
        guard laboratory.change({ $0.backups[backup] != nil }) else {
            throw .notFound(.init("restore", backup.text, answer: "there is none"))
        }
        return try await create(order)
    }

    func findBackup(of machine: NativeID, owner: UID) async throws(DriverError) -> KeptBackup? {
        try await laboratory.enter("findBackup", machine.text)
        let found = laboratory.change { $0.backups.first { $0.value.owner == owner && $0.value.machine == machine }?.key }
        return found.map { KeptBackup(id: $0) }
    }

    func deleteBackup(_ backup: BackupID, owner: UID) async throws(DriverError) {
        try await laboratory.enter("deleteBackup", backup.text)
        let isAnothers = laboratory.change { $0.backups[backup].map { $0.owner != owner } ?? false }
        if isAnothers { throw .notOwned(.init("delete", backup.text, answer: "it is another's")) }
        laboratory.change { $0.backups[backup] = nil }
    }
}
