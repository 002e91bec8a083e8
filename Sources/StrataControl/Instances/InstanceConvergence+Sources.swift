import StrataAPI
import StrataDriverKit
import StrataResources

extension InstanceConvergence {
    /// Makes the machine as a copy of another, or from a backup; nil while that is not there.
    mutating func make(from source: Instance.Source) async throws -> NativeID? {
        switch try InstanceSource(objects: context.objects).resolve(source, of: instance) {
        case .waiting(let reason, let message):
            try await wait(reason, message)
            return nil
        case .upload:
            let _: any NativeRestoring = try site.able(.restore, context.objects)
            let (driver, uid) = (driver, instance.metadata.uid)
            guard let machine = try await withDeadline(context.patience, { try await driver.list().first { $0.owner == uid } }) else {
                try await wait(
                    "SourceNotReady",
                    "its backup was not sent yet: strata import \(instance.metadata.name) --native --site \(site.name) -f FILE sends it")
                return nil
            }
            try await takeIn(machine)
            return machine.id
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

    /// Has the instance wish what a machine that came with its settings is, where it says nothing itself.
    private mutating func takeIn(_ machine: ObservedInstance) async throws {
        @Sendable func fill(_ spec: inout Instance.Spec) {
            spec.type = spec.type ?? machine.type
            spec.cpu.cores = spec.cpu.cores ?? machine.cpuCores
            spec.memory = spec.memory ?? machine.memory
            spec.processes = spec.processes ?? machine.processes
        }
        fill(&instance.spec)
        try await context.store.changeWhole(instance.name, uid: instance.metadata.uid) { fill(&$0.spec) }
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
