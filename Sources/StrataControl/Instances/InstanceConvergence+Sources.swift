import StrataAPI
import StrataDriverKit
import StrataResources

extension InstanceConvergence {
    /// Makes the machine as a copy of another, or from a backup; nil while that is not there.
    mutating func make(from source: Instance.Source) async throws -> NativeID? {
        switch try InstanceSource(objects: context.objects).resolve(source, of: instance) {
        case .waiting(let reason, let message):
            try await context.store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
                instance.status.phase = .pending
                instance.status.conditions.set(
                    Condition("Ready", .no, reason: reason, message: message, generation: instance.metadata.generation))
            }
            return nil
        case .machine(let machine, let snapshot, let origin):
            let able: any Cloning = try site.able(.clone, context.objects)
            instance.status.imageDigest = origin.status.imageDigest
            try await begin("Clone", of: origin.spec.type)
            let order = order
            return try await withDeadline(Self.copying) { try await able.clone(order, of: machine, at: snapshot) }
        case .backup(let id, let backup):
            let able: any BackupKeeping = try site.able(.backups, context.objects)
            try await begin("Restore", of: backup.status.type)
            let order = order
            return try await withDeadline(Self.copying) { try await able.restore(order, from: id) }
        }
    }

    /// - Parameter type: what it is made from.
    private mutating func begin(_ operation: String, of type: InstanceType?) async throws {
        let type = type ?? instance.spec.type ?? .container
        instance.spec.type = type
        try checkDisk(type)
        try await begin(operation, .creating)
    }

    /// How long a copy may take.
    private static let copying = Duration.seconds(1800)
}
