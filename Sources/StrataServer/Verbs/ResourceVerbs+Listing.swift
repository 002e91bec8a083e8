import NIOCore
import StrataAPI
import StrataResources
import StrataStore

extension ResourceVerbs {
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
        let length = head.count + 2 + max(0, objects.count - 1) + objects.reduce(0) { $0 + $1.bytes.count }
        if length <= PieceWriter.size {
            var bytes = ByteBuffer()
            bytes.reserveCapacity(length)
            bytes.writeBytes(head)
            for (index, object) in objects.enumerated() {
                if index > 0 { bytes.writeInteger(UInt8(ascii: ",")) }
                bytes.writeBytes(object.bytes)
            }
            bytes.writeBytes(TableRendering.tail)
            return Response(body: .bytes(bytes))
        }
        return Response(
            body: .pieces(length) { [head] writer in
                var pieces = PieceWriter(writer, reserving: PieceWriter.size)
                try await pieces.append(head)
                for (index, object) in objects.enumerated() {
                    if index > 0 { try await pieces.append([UInt8(ascii: ",")]) }
                    try await pieces.append(object.bytes)
                }
                try await pieces.append(TableRendering.tail)
                try await pieces.flush()
            })
    }

    /// A list whose items are rendered as they are written.
    private static func streamed(
        type: String = MediaType.json, head: [UInt8], _ objects: [StoredObject], separator: [UInt8] = [UInt8(ascii: ",")], tail: [UInt8],
        _ render: @escaping @Sendable (StoredObject) -> [UInt8]
    ) -> Response {
        let write: @Sendable (BodyWriter) async throws -> Void = { writer in
            var pieces = PieceWriter(writer)
            try await pieces.append(head)
            for (index, object) in objects.enumerated() {
                if index > 0 { try await pieces.append(separator) }
                try await pieces.append(render(object))
                if index % 128 == 127 { await Task.yield() }
            }
            try await pieces.append(tail)
            try await pieces.flush()
        }
        return Response(type: type, body: .stream(BodyStream(beginsAtOnce: true, limit: nil, write: write)))
    }
}
