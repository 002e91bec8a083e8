import NIOCore
import NIOHTTP1
import StrataAPI
import StrataResources
import StrataStore

/// Carries out requests about objects.
struct ResourceVerbs: Sendable {
    let objects: ObjectService
    let limits: StrataServer.Limits
    let metrics: ServerMetrics

    /// A request that needs no document.
    func answer(_ request: ResourceRequest) async throws(APIError) -> Response {
        switch request.verb {
        case .get: try get(request)
        case .list: try await list(request)
        case .watch: try await watch(request)
        default: throw APIError(.internalError, "\(request.verb.rawValue) needs a document")
        }
    }

    /// A request with a document.
    func answer(_ request: ResourceRequest, _ body: RequestBody) async throws(APIError) -> Response {
        switch request.verb {
        case .create: try await create(request, body)
        case .update: try await update(request, body)
        case .patch: try await patch(request, body)
        case .delete: try await delete(request, body)
        case .deletecollection: try await deleteCollection(request, body)
        default: throw APIError(.internalError, "\(request.verb.rawValue) takes no document")
        }
    }

    private func get(_ request: ResourceRequest) throws(APIError) -> Response {
        let representation = try Representation.negotiate(request.accept)
        return try show(try objects.get(request.kind, request.objectName), request, representation)
    }

    /// One object as an answer.
    func show(
        _ object: StoredObject, _ request: ResourceRequest, _ representation: Representation, status: HTTPResponseStatus = .ok
    ) throws(APIError) -> Response {
        let bytes: ByteBuffer
        switch representation {
        case .json: bytes = object.bytes
        case .yaml: bytes = ByteBuffer(string: object.json.yaml)
        case .metadata(let version): bytes = ByteBuffer(bytes: PartialMetadata.bytes(of: object.json, version: version))
        case .table(let version):
            let table = try TableRendering(request.definition, version: version, query: request.query)
            bytes = ByteBuffer(
                bytes: table.head(metadata: ["resourceVersion": .string(object.revision.description)]) + table.row(object)
                    + TableRendering.tail)
        }
        return Response(status, type: representation.mediaType, body: .bytes(bytes))
    }
}
