import StrataAPI
import StrataClient

/// Follows one object until it is as wanted.
struct ObjectFollower: Sendable {
    let client: StrataClient
    let kind: ResourceKind
    let name: ObjectName

    /// Looks at the object now and after each of its changes, until `isDone` says so. Nil stands for an object that does not exist.
    ///
    /// Endless by itself; cancellable.
    func follow(until isDone: @Sendable (JSONValue?) throws -> Bool) async throws {
        while true {
            do {
                if try await followOnce(isDone) { return }
            } catch ClientError.status(let status) where status.code == 410 {
                // The server has forgotten what happened since: look anew.
                continue
            }
        }
    }

    private func followOnce(_ isDone: (JSONValue?) throws -> Bool) async throws -> Bool {
        let options = ListOptions(fieldSelector: "metadata.name=\(name.name)")
        let namespace = kind.isNamespaced ? name.namespace : nil
        let list = try await client.list(kind, namespace: namespace, options)
        if try isDone(list.items.first) { return true }
        for try await event in client.watch(kind, namespace: namespace, options, resourceVersion: list.resourceVersion) {
            switch event.change {
            case .added, .modified: if try isDone(event.object) { return true }
            case .deleted: if try isDone(nil) { return true }
            case .bookmark: continue
            }
        }
        return false
    }
}
