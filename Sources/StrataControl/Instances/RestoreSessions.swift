public import StrataAPI
public import StrataDriverKit
import StrataResources

/// Makes machines of backups that clients send, for instances that wait for them (`spec.source.upload`).
public struct RestoreSessions: Sendable {
    let context: InstanceReconciler
    let wake: @Sendable (ObjectName) -> Void

    /// What the status says is done to an instance meanwhile.
    private static let operation = "Restore"

    private static let limit = Duration.seconds(7200)

    /// Takes a backup in the machine's turn, and returns when the machine is there. It becomes the instance's by its UID, also where this process dies before.
    ///
    /// - Parameter source: the next bytes, nil after the last.
    public func restore(
        _ name: ObjectName, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(APIError) {
        let store = context.store
        let uid = try waiting(name).metadata.uid
        do {
            try await context.turns.run(uid) {
                let instance = try waiting(name)
                guard instance.metadata.uid == uid else { throw APIError.notFound(Instance.kind, name.name) }
                let site = try await context.directory.connected(instance.spec.site)
                let able: any NativeRestoring = try site.able(.restore, context.objects)
                try await store.changeStatus(name, uid: uid) {
                    $0.status.phase = .creating
                    $0.status.operation = Instance.Operation(name: Self.operation, startedAt: .now())
                }
                defer { wake(name) }
                var order = Order(instance, type: instance.spec.type ?? .container, image: nil, stack: site.stack)
                order.server = context.server
                do {
                    _ = try await withDeadline(Self.limit) { [order] in try await able.restore(order, from: source) }
                } catch {
                    // A task of its own: the client may be gone.
                    await Task {
                        _ = try? await store.changeStatus(name, uid: uid) {
                            $0.status.phase = .pending
                            $0.status.operation = nil
                        }
                    }.value
                    throw error
                }
            }
        } catch {
            throw APIError(error, name)
        }
    }

    private func waiting(_ name: ObjectName) throws(APIError) -> Instance {
        guard let instance = try context.store.get(name), !instance.metadata.isBeingDeleted else {
            throw .notFound(Instance.kind, name.name)
        }
        guard instance.spec.source?.upload == true else {
            throw .conflict(Instance.kind, name.name, "its machine is not made from a backup that is sent: spec.source.upload is not true")
        }
        guard instance.status.nativeID.isEmpty else { throw .conflict(Instance.kind, name.name, "it has its machine already") }
        return instance
    }
}
