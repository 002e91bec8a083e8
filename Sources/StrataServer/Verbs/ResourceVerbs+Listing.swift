import NIOCore
import StrataAPI
import StrataResources
import StrataStore

extension ResourceVerbs {
    /// How much of a list is put together before it is handed to the connection: enough to make each write cheap, little enough that a
    /// thousand slow readers do not fill memory.
    static let pieceSize = 256 << 10

    func list(_ request: ResourceRequest) async throws(APIError) -> Response {
        let representation = try Representation.negotiate(request.accept)
        let page = try await objects.list(request.kind, try request.listRequest())
        var metadata: [String: JSONValue] = ["resourceVersion": .string(page.revision.description)]
        if let token = page.continuation { metadata["continue"] = .string(token) }
        if let remaining = page.remaining, remaining > 0 { metadata["remainingItemCount"] = .int(Int64(remaining)) }
        switch representation {
        case .json: return Self.spliced(page.objects, request.kind, metadata)
        case .yaml:
            let list: JSONValue = [
                "kind": .string(request.kind.name + "List"), "apiVersion": .string(request.kind.apiVersion), "metadata": .object(metadata),
            ]
            let head = Array((list.yaml + (page.objects.isEmpty ? "items: []\n" : "items:\n")).utf8)
            return Self.streamed(type: MediaType.yaml, head: head, page.objects, separator: [], tail: []) { object in
                var text = ""
                object.json.write(yamlItem: &text)
                return Array(text.utf8)
            }
        case .metadata(let version):
            var head = Array("{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/\(version)\",\"metadata\":".utf8)
            JSONValue.object(metadata).write(to: &head)
            head.append(contentsOf: ",\"items\":[".utf8)
            return Self.streamed(head: head, page.objects, tail: TableRendering.tail) {
                PartialMetadata.bytes(of: $0.json, version: version)
            }
        case .table(let version):
            let table = try TableRendering(request.definition, version: version, query: request.query)
            return Self.streamed(head: table.head(metadata: metadata), page.objects, tail: TableRendering.tail) { table.row($0) }
        }
    }

    /// A list made of the objects' bytes as they lie in memory. Its length is known before anything is written.
    static func spliced(_ objects: [StoredObject], _ kind: ResourceKind, _ metadata: [String: JSONValue]) -> Response {
        var head = Array(
            "{\"kind\":\(JSONValue.string(kind.name + "List").text),\"apiVersion\":\(JSONValue.string(kind.apiVersion).text),\"metadata\":"
                .utf8)
        JSONValue.object(metadata).write(to: &head)
        head.append(contentsOf: ",\"items\":[".utf8)
        let length = head.count + 2 + max(0, objects.count - 1) + objects.reduce(0) { $0 + $1.bytes.readableBytes }
        if length <= pieceSize {
            var bytes = ByteBuffer()
            bytes.reserveCapacity(length)
            bytes.writeBytes(head)
            for (index, object) in objects.enumerated() {
                if index > 0 { bytes.writeInteger(UInt8(ascii: ",")) }
                bytes.writeImmutableBuffer(object.bytes)
            }
            bytes.writeBytes(TableRendering.tail)
            return Response(body: .bytes(bytes))
        }
        return Response(
            body: .pieces(length) { [head] writer in
                var piece = ByteBuffer()
                piece.reserveCapacity(pieceSize)
                piece.writeBytes(head)
                for (index, object) in objects.enumerated() {
                    if piece.readableBytes + object.bytes.readableBytes + 1 > pieceSize {
                        try await writer.write(piece)
                        piece = ByteBuffer()
                        piece.reserveCapacity(max(pieceSize, object.bytes.readableBytes + 1))
                    }
                    if index > 0 { piece.writeInteger(UInt8(ascii: ",")) }
                    piece.writeImmutableBuffer(object.bytes)
                }
                piece.writeBytes(TableRendering.tail)
                try await writer.write(piece)
            })
    }

    /// A list whose items are rendered as they are written.
    private static func streamed(
        type: String = MediaType.json, head: [UInt8], _ objects: [StoredObject], separator: [UInt8] = [UInt8(ascii: ",")], tail: [UInt8],
        _ render: @escaping @Sendable (StoredObject) -> [UInt8]
    ) -> Response {
        let write: @Sendable (BodyWriter) async throws -> Void = { writer in
            var piece = ByteBuffer(bytes: head)
            for (index, object) in objects.enumerated() {
                if index > 0 { piece.writeBytes(separator) }
                piece.writeBytes(render(object))
                if piece.readableBytes >= pieceSize {
                    try await writer.write(piece)
                    piece = ByteBuffer()
                    await Task.yield()
                }
            }
            piece.writeBytes(tail)
            try await writer.write(piece)
        }
        return Response(type: type, body: .stream(BodyStream(beginsAtOnce: true, limit: nil, write: write)))
    }
}
