public import StrataAPI
public import StrataDriverKit
import StrataResources

/// What can be done with snapshots and copies of machines besides keeping them: going back to one, and carrying a machine away.
public struct SnapshotSessions: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder
    let turns: MachineTurns
    let wake: @Sendable (ObjectName) -> Void

    /// What the status says is done to an instance that is reverted, until its machine was looked at afterwards.
    static let operation = "Revert"

    private static let copying = Duration.seconds(1800)

    /// Makes an instance's machine what it was at a snapshot, and returns when it is. Whether it runs afterwards is up to `spec.power`.
    public func revert(_ name: ObjectName) async throws(APIError) {
        guard let snapshot = try Objects<Snapshot>(objects).get(name) else { throw .notFound(Snapshot.kind, name.name) }
        guard snapshot.status.phase == .ready else {
            throw .conflict(Snapshot.kind, name.name, "it is \(snapshot.status.phase.rawValue); only a Ready snapshot can be reverted to")
        }
        let instance = try owner(of: snapshot)
        guard instance.spec.rights.contains(.update) else {
            throw APIError(
                .forbidden, "spec.management of instance \(instance.metadata.name) does not let Strata change its machine",
                kind: Snapshot.kind, name: name.name)
        }
        do {
            let site = try await directory.connected(instance.spec.site)
            let able: any Snapshotting = try site.able(.snapshot, objects)
            let (machine, native) = (NativeID(instance.status.nativeID), SnapshotID(snapshot.status.nativeID))
            try await turns.run(instance.metadata.uid) {
                try await site.limiter.run {
                    try await Objects<Instance>(objects).changeStatus(instance.name, uid: instance.metadata.uid) {
                        $0.status.operation = Instance.Operation(name: Self.operation, startedAt: .now())
                    }
                    defer { wake(instance.name) }
                    try await withDeadline(Self.copying) { try await able.revert(machine, to: native) }
                    guard let found = try await able.observe(machine) else { return }
                    // Who waits for the instance's power must not take that of before for it.
                    try await Objects<Instance>(objects).changeStatus(instance.name, uid: instance.metadata.uid) {
                        Observation(found).write(to: &$0)
                    }
                }
            }
            events.record(.normal, "Reverted", "made what it was at snapshot \(name.name)", about: instance)
        } catch {
            throw APIError(error, name, Snapshot.kind)
        }
    }

    /// What an instance consists of, held still until it is closed.
    ///
    /// - Parameter snapshot: the name of one of its Snapshots; nil for what it is now.
    public func export(_ name: ObjectName, at snapshot: String?) async throws(APIError) -> (instance: Instance, export: MachineExport) {
        let (instance, _, export) = try await copy(name, .export, as: (any Exporting).self, at: snapshot) {
            try await $0.export($1, at: $2)
        }
        return (instance, export)
    }

    /// Makes an instance an image that its stack keeps.
    ///
    /// - Parameters:
    ///   - snapshot: the name of one of its Snapshots; nil for what it is now.
    ///   - image: what the stack is to call the image.
    public func publish(
        _ name: ObjectName, at snapshot: String?, as image: String
    ) async throws(APIError) -> (instance: Instance, stack: String, image: PublishedImage) {
        let (instance, stack, made) = try await copy(name, .publish, as: (any ImagePublishing).self, at: snapshot) {
            try await $0.publish($1, at: $2, as: image)
        }
        events.record(.normal, "Published", "made the image \(made.name) of site \(instance.spec.site)", about: instance)
        return (instance, stack, made)
    }

    /// Removes an image that was published at a site.
    public func unpublish(_ image: String, at site: ObjectName) async throws(APIError) {
        do {
            let connected = try await directory.connected(site.name)
            let able: any ImagePublishing = try connected.able(.publish, objects)
            try await connected.limiter.run { try await withDeadline(.seconds(120)) { try await able.unpublish(image) } }
        } catch {
            throw APIError(error, site, Site.kind)
        }
    }

    /// Makes something of an instance's disks, in its machine's turn.
    private func copy<Able: Sendable, Value: Sendable>(
        _ name: ObjectName, _ ability: Ability, as type: Able.Type, at snapshot: String?,
        _ body: @escaping @Sendable (Able, NativeID, SnapshotID?) async throws -> Value
    ) async throws(APIError) -> (Instance, stack: String, Value) {
        guard let instance = try Objects<Instance>(objects).get(name) else { throw .notFound(Instance.kind, name.name) }
        guard !instance.status.nativeID.isEmpty else {
            throw .conflict(Instance.kind, name.name, "its machine has not been created yet")
        }
        var native: SnapshotID?
        if let snapshot { native = try ready(snapshot, of: instance) }
        let moment = native
        do {
            let site = try await directory.connected(instance.spec.site)
            let able = try site.able(ability, objects, as: type)
            let machine = NativeID(instance.status.nativeID)
            let value = try await turns.run(instance.metadata.uid) {
                try await site.limiter.run { try await withDeadline(Self.copying) { try await body(able, machine, moment) } }
            }
            return (instance, site.stack, value)
        } catch {
            throw APIError(error, name)
        }
    }

    private func owner(of snapshot: Snapshot) throws(APIError) -> Instance {
        let name = ObjectName(namespace: snapshot.metadata.namespace, name: snapshot.spec.instance)
        guard let instance = try Objects<Instance>(objects).get(name),
            snapshot.metadata.ownerReferences.contains(where: { $0.uid == instance.metadata.uid })
        else { throw .conflict(Snapshot.kind, snapshot.metadata.name, "its instance \(snapshot.spec.instance) is gone") }
        return instance
    }

    private func ready(_ name: String, of instance: Instance) throws(APIError) -> SnapshotID {
        let full = ObjectName(namespace: instance.metadata.namespace, name: name)
        guard let snapshot = try Objects<Snapshot>(objects).get(full) else { throw .notFound(Snapshot.kind, name) }
        guard snapshot.spec.instance == instance.metadata.name, snapshot.status.phase == .ready else {
            throw .conflict(Snapshot.kind, name, "it is no Ready snapshot of instance \(instance.metadata.name)")
        }
        return SnapshotID(snapshot.status.nativeID)
    }
}
