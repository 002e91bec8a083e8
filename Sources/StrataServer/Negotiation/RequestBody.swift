import NIOCore
import NIOHTTP1
import StrataAPI

/// A document that a client sent.
struct RequestBody: Sendable {
    var bytes: ByteBuffer
    var type: MediaType

    init(bytes: ByteBuffer, headers: HTTPHeaders) {
        self.bytes = bytes
        type = MediaType(headers.first(name: "Content-Type")?[...] ?? "")
    }

    private static let accepted =
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml"

    /// The document as a tree. A body without a type counts as JSON.
    ///
    /// - Parameter duplicates: receives the members that JSON objects repeat.
    /// - Throws: `UnsupportedMediaType`, or `BadRequest` with line and column.
    func document(duplicates: inout [String]) throws(APIError) -> JSONValue {
        switch type.type {
        case "", "application/json", "*/*": try json(duplicates: &duplicates)
        case "application/yaml", "application/x-yaml", "text/yaml": try JSONValue(parsingYAML: array)
        case "application/vnd.kubernetes.protobuf": try JSONValue(parsingProtobuf: array)
        default: throw APIError(.unsupportedMediaType, Self.accepted)
        }
    }

    /// The change that the body describes, by its media type.
    func patch(isCore: Bool, duplicates: inout [String]) throws(APIError) -> (patch: PatchDocument, json: JSONValue) {
        switch type.type {
        case "application/json-patch+json": (.json, try json(duplicates: &duplicates))
        case "application/merge-patch+json": (.merge, try json(duplicates: &duplicates))
        case "application/strategic-merge-patch+json" where isCore: (.strategic, try json(duplicates: &duplicates))
        // JSON is YAML as well, and what kubectl sends: the faster and stricter parser goes first.
        case "application/apply-patch+yaml":
            (.apply, try isJSON ? json(duplicates: &duplicates) : JSONValue(parsingYAML: array))
        default:
            throw APIError(
                .unsupportedMediaType,
                "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                    + "application/merge-patch+json, \(isCore ? "application/strategic-merge-patch+json, " : "")application/apply-patch+yaml"
            )
        }
    }

    enum PatchDocument { case json, merge, strategic, apply }

    private var array: [UInt8] { Array(bytes.readableBytesView) }

    private var isJSON: Bool {
        bytes.readableBytesView.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } == UInt8(ascii: "{")
    }

    private func json(duplicates: inout [String]) throws(APIError) -> JSONValue {
        guard bytes.readableBytes > 0 else { throw APIError(.badRequest, "the request needs a body") }
        do throws(JSONError) {
            return try JSONValue(parsing: array, duplicates: &duplicates)
        } catch {
            throw APIError(.badRequest, "the body of the request is not valid JSON: \(error)")
        }
    }
}
