import StrataAPI
import StrataClient

/// Refuses to remove what instances use: the server would wait until they no longer do.
struct UseCheck: Sendable {
    let context: ClientContext
    let kind: ResourceKind
    /// The instances that use an object.
    let users: @Sendable (JSONValue) -> [String]

    func run(_ names: [ObjectName]) async throws {
        try await SeveralFailures.collect(names) { name in
            let what = "cannot remove \(kind.singular) \(name.name)"
            let object = try await context.attempt(what, on: kind, name) { () throws(ClientError) in
                try await context.client.get(kind, name)
            }
            let users = users(object)
            guard !users.isEmpty else { return }
            throw CommandFailure(
                what, cause: "it is in use by \(users.joined(separator: ", "))",
                hint: "`strata \(kind.singular) detach \(name.name) INSTANCE` takes it away from one", status: .conflict)
        }
    }
}
