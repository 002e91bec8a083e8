import StrataAPI
import StrataClient

/// What a verb works with: the server, the namespace meant, and how to print.
struct ClientContext: Sendable {
    let client: StrataClient
    let namespace: String
    let format: OutputFormat
    let printer: Printer

    /// The name of an object of a kind: in the namespace meant, or in none where the kind has none.
    func name(_ kind: ResourceKind, _ name: String) -> ObjectName { ObjectName(namespace: kind.isNamespaced ? namespace : "", name: name) }

    /// Talks to the server; what goes wrong is told as the failure of `what`.
    func attempt<Value>(_ what: @autoclosure () -> String, _ body: () async throws(ClientError) -> Value) async throws(CommandFailure)
        -> Value
    {
        do throws(ClientError) {
            return try await body()
        } catch {
            throw CommandFailure(what(), error)
        }
    }

    /// Does something to one object. Where it does not exist, the failure suggests one that does.
    func attempt<Value>(
        _ what: String, on kind: ResourceKind, _ name: ObjectName, _ body: () async throws(ClientError) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(ClientError) {
            return try await body()
        } catch {
            throw await failure(what, error, kind, name)
        }
    }

    /// The failure of something done to one object.
    func failure(_ what: String, _ error: ClientError, _ kind: ResourceKind, _ name: ObjectName) async -> CommandFailure {
        var failure = CommandFailure(what, error)
        guard error.isNotFound, failure.hint == nil else { return failure }
        let namespace = kind.isNamespaced ? name.namespace : nil
        guard let others = try? await client.list(kind, namespace: namespace) else { return failure }
        let names = others.items.compactMap { $0["metadata"]?["name"]?.string }
        let place = kind.isNamespaced ? " in namespace \(name.namespace)" : ""
        if let near = Suggestion.near(name.name, among: names) {
            failure.hint = "did you mean \"\(near)\"?"
        } else if names.isEmpty {
            failure.hint = "there are no \(kind.plural)\(place)" + (kind.isNamespaced ? "; -n names another" : "")
        } else {
            failure.hint = "`strata get \(kind.plural)` lists what there is\(place)"
        }
        return failure
    }
}
