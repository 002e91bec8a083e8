import StrataAPI
import StrataResources
import StrataServer

/// What makes migrations beside creating them.
struct MoveActions {
    let objects: ObjectService

    var all: [Action] {
        [
            .order(
                Instance.kind, "move",
                "Begins to move the instance: takes a document with `to`, a site, and `live`, and answers with the Migration that shows how it goes on.",
                move)
        ]
    }

    private func move(_ request: ActionRequest) async throws(APIError) -> JSONValue? {
        func refusal(_ what: String) -> APIError {
            APIError(
                .badRequest, "\(what); send an object such as {\"to\": \"SITE\", \"live\": true}", kind: Instance.kind,
                name: request.name.name)
        }
        guard let fields = request.body.object else { throw refusal("the body is no object") }
        if let other = fields.keys.sorted().first(where: { !["to", "live"].contains($0) }) {
            throw refusal("unknown field \"\(other.printable(limit: 80))\"")
        }
        guard let to = fields["to"]?.string, !to.isEmpty else { throw refusal("to names no site") }
        if let live = fields["live"], live.bool == nil { throw refusal("live must be true or false") }
        var migration = Migration(name: ObjectName(namespace: request.name.namespace, name: ""))
        migration.metadata.generateName = "\(request.name.name.prefix(50))-"
        migration.spec.instance = request.name.name
        migration.spec.to = to
        migration.spec.live = fields["live"]?.bool ?? false
        return try await Objects<Migration>(objects).create(migration).json
    }
}
