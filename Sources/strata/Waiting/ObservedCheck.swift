import StrataAPI
import StrataClient

/// Refuses to change what Strata only looks at: nothing would come of it, and waiting for it would not end.
struct ObservedCheck {
    let context: ClientContext

    /// - Parameter what: what is told to have failed.
    func require(_ name: ObjectName, _ what: String) async throws(CommandFailure) {
        let object = try await context.attempt(what, on: Instance.kind, name) { () throws(ClientError) in
            try await context.client.get(Instance.kind, name)
        }
        if let instance = Instance(json: object) { try Self.require(instance, what) }
    }

    static func require(_ instance: Instance, _ what: String) throws(CommandFailure) {
        guard instance.spec.isObserved else { return }
        throw CommandFailure(
            what, cause: "the instance is only observed: Strata does not act on it",
            hint: "`strata adopt \(instance.metadata.name)` takes it over")
    }
}
