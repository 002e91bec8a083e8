import Crypto
import NIOCore
import StrataAPI
import Synchronization

/// The documents about kinds that clients keep: OpenAPI and aggregated discovery, each made when it is first asked for.
final class OpenAPIDocuments: Sendable {
    /// A document as bytes with the hash that names this state of it.
    struct Document: Sendable {
        var bytes: ByteBuffer
        var hash: String

        init(_ json: JSONValue) { self.init(encoded: json.encoded()) }

        init(encoded: [UInt8]) {
            bytes = ByteBuffer(bytes: encoded)
            hash = SHA256.hash(data: encoded).map { ($0 < 16 ? "0" : "") + String($0, radix: 16).uppercased() }.joined()
        }
    }

    private let kinds: [KindDefinition]
    private let actions: [Action]
    private let version: String
    private let made = Mutex<[String: Document]>([:])

    init(kinds: [KindDefinition], actions: [Action], version: String) {
        self.kinds = kinds
        self.actions = actions
        self.version = version
    }

    /// What `/openapi/v3` lists: the other documents, by URLs that change with their contents.
    func index() -> Document {
        var paths: [String: JSONValue] = [:]
        for path in Set(kinds.map { Self.path(of: $0.kind) }) {
            guard let document = v3(path) else { continue }
            paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(document.hash)")]
        }
        return Document(["paths": .object(paths)])
    }

    /// The document of one group and version; nil for one that there is not.
    func v3(_ path: String) -> Document? {
        let members = kinds.filter { Self.path(of: $0.kind) == path }
        guard !members.isEmpty else { return nil }
        return document(path) {
            Document([
                "openapi": "3.0.0", "info": info, "paths": .object(OpenAPIPaths(dialect: .v3).all(members, actions)),
                "components": ["schemas": .object(OpenAPISchemas(dialect: .v3).all(members))],
            ])
        }
    }

    /// Everything in one document, for clients before OpenAPI 3.
    func v2() -> Document {
        document("v2") { Document(v2JSON) }
    }

    /// The same as a message of Protocol Buffers.
    func v2Protobuf() -> Document {
        document("v2 protobuf") { Document(encoded: OpenAPIProtobuf.document(v2JSON)) }
    }

    private var v2JSON: JSONValue {
        [
            "swagger": "2.0", "info": info, "paths": .object(OpenAPIPaths(dialect: .v2).all(kinds, actions)),
            "definitions": .object(OpenAPISchemas(dialect: .v2).all(kinds)),
        ]
    }

    /// Aggregated discovery, which is kept and named by its hash in the same way.
    func aggregated(_ discovery: Discovery, isCore: Bool, version: String) -> Document {
        document("discovery \(isCore) \(version)") {
            Document(discovery.aggregated(isCore: isCore, version: version))
        }
    }

    private func document(_ key: String, _ make: () -> Document) -> Document {
        if let document = made.withLock({ $0[key] }) { return document }
        let document = make()
        made.withLock { $0[key] = document }
        return document
    }

    private var info: JSONValue { ["title": "Strata", "version": .string(version)] }

    private static func path(of kind: ResourceKind) -> String { kind.group.isEmpty ? "api/\(kind.version)" : "apis/\(kind.apiVersion)" }
}
