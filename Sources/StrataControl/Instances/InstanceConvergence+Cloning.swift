import StrataAPI
import StrataDriverKit
import StrataResources

extension InstanceConvergence {
    /// Makes the machine as a copy of another; nil while that is not there.
    mutating func clone(of source: Instance.Source) async throws -> NativeID? {
        switch try InstanceSource(objects: context.objects).resolve(source, of: instance) {
        case .waiting(let reason, let message):
            try await context.store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
                instance.status.phase = .pending
                instance.status.conditions.set(
                    Condition("Ready", .no, reason: reason, message: message, generation: instance.metadata.generation))
            }
            return nil
        case .ready(let machine, let snapshot, let origin):
            let able: any Cloning = try site.able(.clone, context.objects)
            let type = origin.spec.type ?? instance.spec.type ?? .container
            instance.spec.type = type
            instance.status.imageDigest = origin.status.imageDigest
            try checkDisk(type)
            try await begin("Clone", .creating)
            let order = order
            return try await withDeadline(Self.copying) { try await able.clone(order, of: machine, at: snapshot) }
        }
    }

    /// How long a copy may take.
    private static let copying = Duration.seconds(1800)
}
