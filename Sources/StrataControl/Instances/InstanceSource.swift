import StrataAPI
import StrataDriverKit
import StrataResources

/// Finds what an instance is to be made from: the machine that it is to be a copy of, or a backup.
struct InstanceSource: Sendable {
    enum Resolution {
        case machine(NativeID, snapshot: SnapshotID?, instance: Instance)
        case backup(BackupID, Backup)
        /// A backup that a client sends, whose machine carries the instance's UID once it came.
        case upload
        /// What it is to be made from is not there, or not yet.
        case waiting(reason: String, message: String)
    }

    let objects: ObjectService

    func resolve(_ source: Instance.Source, of instance: Instance) throws -> Resolution {
        if source.upload { return .upload }
        return source.backup.isEmpty ? try machine(source, of: instance) : try backup(source, of: instance)
    }

    private func machine(_ source: Instance.Source, of instance: Instance) throws -> Resolution {
        let namespace = instance.metadata.namespace
        guard let origin = try Objects<Instance>(objects).get(ObjectName(namespace: namespace, name: source.instance)) else {
            return .waiting(reason: "SourceNotFound", message: "there is no instance \(source.instance) to copy")
        }
        guard origin.spec.site == instance.spec.site else {
            throw DriverError.refused(
                .init(
                    "clone", instance.metadata.name,
                    answer: "\(source.instance) is on site \(origin.spec.site), and this instance on \(instance.spec.site)",
                    hint: "Export it and import it there: strata export, strata import"))
        }
        guard !origin.status.nativeID.isEmpty else {
            return .waiting(reason: "SourceNotReady", message: "the machine of instance \(source.instance) has not been created yet")
        }
        let machine = NativeID(origin.status.nativeID)
        guard !source.snapshot.isEmpty else { return .machine(machine, snapshot: nil, instance: origin) }
        guard let snapshot = try Objects<Snapshot>(objects).get(ObjectName(namespace: namespace, name: source.snapshot)) else {
            return .waiting(reason: "SourceNotFound", message: "there is no snapshot \(source.snapshot) to copy")
        }
        guard snapshot.spec.instance == source.instance else {
            throw DriverError.refused(
                .init(
                    "clone", instance.metadata.name,
                    answer: "snapshot \(source.snapshot) is of instance \(snapshot.spec.instance), not of \(source.instance)"))
        }
        guard snapshot.status.phase == .ready else {
            return .waiting(reason: "SourceNotReady", message: "snapshot \(source.snapshot) is \(snapshot.status.phase.rawValue)")
        }
        return .machine(machine, snapshot: SnapshotID(snapshot.status.nativeID), instance: origin)
    }

    private func backup(_ source: Instance.Source, of instance: Instance) throws -> Resolution {
        let name = instance.metadata.name
        guard let backup = try find(source.backup, for: instance) else {
            return .waiting(reason: "SourceNotFound", message: "there is no backup \(source.backup) to restore")
        }
        guard backup.status.phase == .ready, !backup.metadata.isBeingDeleted else {
            return .waiting(reason: "SourceNotReady", message: "backup \(source.backup) is \(backup.status.phase.rawValue)")
        }
        guard backup.status.site == instance.spec.site else {
            throw DriverError.refused(
                .init(
                    "restore", name,
                    answer: "backup \(source.backup) is kept at site \(backup.status.site), and this instance is on \(instance.spec.site)",
                    hint: "Restore it where it is kept; strata export and strata import carry the instance on"))
        }
        if let type = instance.spec.type, let kept = backup.status.type, type != kept {
            throw DriverError.refused(
                .init(
                    "restore", name, answer: "backup \(source.backup) is of a \(kept.rawValue), and spec.type asks for a \(type.rawValue)",
                    hint: "Leave it out"))
        }
        return .backup(BackupID(backup.status.nativeID), backup)
    }

    private func find(_ backup: String, for instance: Instance) throws -> Backup? {
        try Objects<Backup>(objects).get(ObjectName(namespace: instance.metadata.namespace, name: backup))
    }

    /// The UID of the instance to copy, whose machine must be left alone meanwhile, or of the backup, which must stay; nil where nothing is to be made.
    func owner(of instance: Instance) throws -> UID? {
        guard let source = instance.spec.source, !source.upload, instance.status.nativeID.isEmpty else { return nil }
        guard source.backup.isEmpty else { return try find(source.backup, for: instance)?.metadata.uid }
        return try Objects<Instance>(objects).get(ObjectName(namespace: instance.metadata.namespace, name: source.instance))?.metadata.uid
    }
}
