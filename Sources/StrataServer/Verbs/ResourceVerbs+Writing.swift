import NIOCore
import NIOHTTP1
import StrataAPI
import StrataResources
import StrataStore

extension ResourceVerbs {
    func create(_ request: ResourceRequest, _ body: RequestBody) async throws(APIError) -> Response {
        let representation = try Representation.negotiate(request.accept)
        var duplicates: [String] = []
        let document = try body.document(duplicates: &duplicates)
        let options = try request.writeOptions(duplicates: duplicates)
        if request.definition.answer != nil {
            let (object, warnings) = try objects.answer(request.kind, document, options)
            let isYAML = representation == .yaml
            return Response(
                .created, type: isYAML ? MediaType.yaml : MediaType.json,
                body: .bytes(isYAML ? ByteBuffer(string: object.yaml) : ByteBuffer(bytes: object.encoded()))
            ).adding(warnings: warnings)
        }
        let result = try await objects.create(request.kind, namespace: request.namespace, document, options)
        var response = try show(result.object, request, representation, status: .created).adding(warnings: result.warnings)
        response.subject = result.object.name.name
        return response
    }

    func update(_ request: ResourceRequest, _ body: RequestBody) async throws(APIError) -> Response {
        let representation = try Representation.negotiate(request.accept)
        var duplicates: [String] = []
        let document = try body.document(duplicates: &duplicates)
        let options = try request.writeOptions(duplicates: duplicates)
        let result = try await objects.update(request.kind, request.objectName, document, options)
        return try show(result.object, request, representation).adding(warnings: result.warnings)
    }

    func patch(_ request: ResourceRequest, _ body: RequestBody) async throws(APIError) -> Response {
        let representation = try Representation.negotiate(request.accept)
        var duplicates: [String] = []
        let (notation, json) = try body.patch(isCore: request.kind.group.isEmpty, duplicates: &duplicates)
        let options = try request.writeOptions(isApply: notation == .apply, duplicates: duplicates)
        let patch: Patch =
            switch notation {
            case .json: .json(json)
            case .merge: .merge(json)
            case .strategic: .strategic(json)
            case .apply: .apply(json)
            }
        let result = try await objects.patch(request.kind, request.objectName, patch, options)
        let isNew = if case .created = result.outcome { true } else { false }
        return try show(result.object, request, representation, status: isNew ? .created : .ok).adding(warnings: result.warnings)
    }

    /// An object that is gone is answered with a `Status`, one that is still going with itself, as kube-apiserver does.
    func delete(_ request: ResourceRequest, _ body: RequestBody) async throws(APIError) -> Response {
        let representation = try Representation.negotiate(request.accept)
        let options = try request.deleteOptions(try Self.options(body))
        let result = try await objects.delete(request.kind, request.objectName, options)
        guard case .deleted = result.outcome else {
            return try show(result.object, request, representation).adding(warnings: result.warnings)
        }
        var details: [String: JSONValue] = [
            "name": .string(result.object.name.name), "kind": .string(request.kind.plural), "uid": .string(result.object.uid.text),
        ]
        if !request.kind.group.isEmpty { details["group"] = .string(request.kind.group) }
        return Response(.success(details)).adding(warnings: result.warnings)
    }

    func deleteCollection(_ request: ResourceRequest, _ body: RequestBody) async throws(APIError) -> Response {
        let wanted = try request.listRequest()
        let options = try request.deleteOptions(try Self.options(body))
        let page = try await objects.list(request.kind, wanted)
        var deleted: [StoredObject] = []
        for object in page.objects {
            do throws(APIError) {
                deleted.append(try await objects.delete(request.kind, object.name, options).object)
            } catch  where error.reason == .notFound {
                // Somebody else was faster, which is as good.
                continue
            }
        }
        return Self.spliced(deleted, request.kind, ["resourceVersion": .string(page.revision.description)])
    }

    private static func options(_ body: RequestBody) throws(APIError) -> JSONValue? {
        guard body.bytes.readableBytes > 0 else { return nil }
        var ignored: [String] = []
        return try body.document(duplicates: &ignored)
    }
}

extension JSONValue {
    /// The `Status` object of a request that was carried out.
    static func success(_ details: [String: JSONValue] = [:]) -> JSONValue {
        var json: [String: JSONValue] = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success"]
        if !details.isEmpty { json["details"] = .object(details) }
        return .object(json)
    }
}
