import StrataAPI
import StrataDriverKit
import StrataResources

/// Finds the machine that an instance is to be a copy of.
struct InstanceSource: Sendable {
    enum Resolution {
        case ready(machine: NativeID, snapshot: SnapshotID?, instance: Instance)
        /// What is to be copied is not there, or not yet.
        case waiting(reason: String, message: String)
    }

    let objects: ObjectService

    func resolve(_ source: Instance.Source, of instance: Instance) throws -> Resolution {
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
        guard !source.snapshot.isEmpty else { return .ready(machine: machine, snapshot: nil, instance: origin) }
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
        return .ready(machine: machine, snapshot: SnapshotID(snapshot.status.nativeID), instance: origin)
    }

    /// The UID of the instance to copy, whose machine must be left alone meanwhile; nil where nothing is to be copied.
    func owner(of instance: Instance) throws -> UID? {
        guard let source = instance.spec.source, instance.status.nativeID.isEmpty else { return nil }
        return try Objects<Instance>(objects).get(ObjectName(namespace: instance.metadata.namespace, name: source.instance))?.metadata.uid
    }
}
