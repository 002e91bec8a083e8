import StrataAPI
import StrataControl
import StrataDriverKit
import StrataServer

/// Makes instances into images that their stacks keep, and removes these.
struct PublishAction {
    let sessions: SnapshotSessions

    var all: [Action] {
        [
            .order(
                Instance.kind, "publish",
                "Makes the instance an image that its stack keeps: takes a document with `name`, and `snapshot` for an earlier moment, and answers what spec.image names it by.",
                limit: .seconds(1800), publish),
            .order(
                Site.kind, "unpublish", "Removes an image that was made of an instance: takes a document with `name`.", limit: .seconds(120)
            ) { (request) async throws(APIError) in
                guard let name = request.body["name"]?.string, !name.isEmpty else {
                    throw APIError(
                        .badRequest, "name is no name of an image; send an object such as {\"name\": \"golden\"}", kind: Site.kind,
                        name: request.name.name)
                }
                try await sessions.unpublish(name, at: request.name)
                return nil
            },
        ]
    }

    private func publish(_ request: ActionRequest) async throws(APIError) -> JSONValue? {
        func refusal(_ what: String) -> APIError {
            APIError(
                .badRequest, "\(what); send an object such as {\"name\": \"golden\", \"snapshot\": \"before-upgrade\"}",
                kind: Instance.kind,
                name: request.name.name)
        }
        guard let fields = request.body.object else { throw refusal("the body is no object") }
        if let other = fields.keys.sorted().first(where: { !["name", "snapshot"].contains($0) }) {
            throw refusal("unknown field \"\(other.printable(limit: 80))\"")
        }
        guard let name = fields["name"]?.string, !name.isEmpty else { throw refusal("name is no name for an image") }
        if let snapshot = fields["snapshot"], snapshot.string == nil { throw refusal("snapshot is no name of a Snapshot") }
        let (instance, stack, image) = try await sessions.publish(request.name, at: fields["snapshot"]?.string, as: name)
        var answer: JSONValue = [
            "image": .string("\(stack):\(image.name)"), "site": .string(instance.spec.site), "id": .string(image.id),
        ]
        if let size = image.size { answer["size"] = .string(size.text) }
        return answer
    }
}
