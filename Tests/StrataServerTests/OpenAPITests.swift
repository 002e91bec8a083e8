import NIOCore
import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct OpenAPITests {
    @Test func `the index names documents by their hash, which may be cached for good`() async throws {
        try await TestServer.run { server async throws in
            let index = try await server.get("/openapi/v3").json
            for path in ["api/v1", "apis/strata.dev/v1alpha1"] {
                let url = try #require(index[path: ["paths", path, "serverRelativeURL"]]?.string)
                let document = try await server.get(url)
                #expect(document.status == 200)
                #expect(document.header("Cache-Control") == "public, immutable")
                let tag = try #require(document.header("Etag"))
                #expect(try await server.get(url, headers: [("If-None-Match", tag)]).status == 304)
            }
        }
    }

    @Test func `every writing operation takes fieldValidation and dryRun, which kubectl looks for`() throws {
        let documents = OpenAPIDocuments(kinds: TestServer.kinds, actions: ScriptedActions().all, version: "1")
        var document = try #require(documents.v3("apis/strata.dev/v1alpha1")).bytes
        let json = try JSONValue(parsing: document.readBytes(length: document.readableBytes) ?? [])
        let object = try #require(json[path: ["paths", TestServer.instances.replacing("default", with: "{namespace}") + "/{name}"]])
        for (method, expected) in [
            ("patch", Set(["dryRun", "fieldManager", "fieldValidation", "force"])), ("put", ["dryRun", "fieldManager", "fieldValidation"]),
            ("delete", ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"]),
        ] {
            let names = object[path: [method, "parameters"]]?.array?.compactMap { $0["name"]?.string } ?? []
            #expect(Set(names) == expected)
            #expect(object[path: [method, "x-kubernetes-group-version-kind", "kind"]] == "Instance")
        }
        let schema = json[path: ["components", "schemas", "dev.strata.v1alpha1.Instance"]]
        #expect(schema?["x-kubernetes-group-version-kind"]?.array?.first?["kind"] == "Instance")
        #expect(schema?[path: ["properties", "spec", "properties", "site", "type"]] == "string")
        #expect(object["post"] == nil)
    }

    @Test func `actions are told with what they take and answer`() throws {
        let documents = OpenAPIDocuments(kinds: TestServer.kinds, actions: ScriptedActions().all, version: "1")
        var document = try #require(documents.v3("apis/strata.dev/v1alpha1")).bytes
        let json = try JSONValue(parsing: document.readBytes(length: document.readableBytes) ?? [])
        let object = TestServer.instances.replacing("default", with: "{namespace}") + "/{name}"
        func operation(_ path: String, _ method: String) -> JSONValue? { json[path: ["paths", "\(object)/\(path)", method]] }
        #expect(operation("restart", "post")?["x-kubernetes-action"] == "connect")
        #expect(operation("restart", "get") == nil)
        #expect(operation("log", "get")?[path: ["responses", "200", "content"]]?.object?.keys.first == "text/plain; charset=utf-8")
        #expect(operation("content", "put")?[path: ["requestBody", "content"]]?.object?.keys.first == "application/octet-stream")
        #expect(operation("exec", "get")?["parameters"]?.array?.first?["name"] == "command")
    }

    @Test func `every reference in a document leads somewhere`() throws {
        let documents = OpenAPIDocuments(kinds: TestServer.kinds, actions: ScriptedActions().all, version: "1")
        for document in [documents.v2(), documents.v3("api/v1"), documents.v3("apis/strata.dev/v1alpha1")] {
            var bytes = try #require(document).bytes
            let json = try JSONValue(
                parsing: bytes.readBytes(length: bytes.readableBytes) ?? [], limits: JSONLimits(depth: 64, bytes: 16 << 20))
            let schemas = json["definitions"]?.object ?? json[path: ["components", "schemas"]]?.object ?? [:]
            let references = Self.references(in: json)
            #expect(!references.isEmpty)
            for reference in references { #expect(schemas[String(reference.split(separator: "/").last ?? "")] != nil, "\(reference)") }
        }
    }

    @Test func `clients that take Protocol Buffers alone get OpenAPI 2, and nothing else, in them`() async throws {
        try await TestServer.run { server async throws in
            let only = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
            let message = try await server.get("/openapi/v2", accept: only)
            #expect(message.status == 200)
            #expect(message.header("Content-Type") == "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
            // The first field is the version of OpenAPI.
            #expect(message.body.starts(with: [0x0A, 3] + Array("2.0".utf8)))
            let tag = try #require(message.header("Etag"))
            #expect(try await server.get("/openapi/v2", accept: only, headers: [("If-None-Match", tag)]).status == 304)
            let other = try await server.get("/openapi/v3", accept: "application/com.github.proto-openapi.spec.v3.v1.0+protobuf")
            #expect(other.status == 406)
            #expect(other.reason == "NotAcceptable")
            let document = try await server.get("/openapi/v2", accept: "application/json").json
            #expect(document["swagger"] == "2.0")
            #expect(!document.text.contains("anyOf"))
        }
    }

    @Test func `a schema in Protocol Buffers has its fields at gnostic's numbers`() throws {
        let bytes = OpenAPIProtobuf.document([
            "swagger": "2.0", "definitions": ["A": ["type": "string", "enum": ["x"], "x-y": true, "minLength": 300]],
        ])
        let schema: [UInt8] =
            [12 << 3, 0xAC, 2] + [0xA2, 1, 6, 0x12, 4] + Array("\"x\"\n".utf8) + [0xB2, 1, 8, 0x0A, 6] + Array("string".utf8)
            + [0xFA, 1, 14, 0x0A, 3] + Array("x-y".utf8) + [0x12, 7, 0x12, 5] + Array("true\n".utf8)
        let entry: [UInt8] = [0x0A, 1, UInt8(ascii: "A"), 0x12, UInt8(schema.count)] + schema
        let definitions: [UInt8] = [0x0A, UInt8(entry.count)] + entry
        #expect(bytes == [0x0A, 3] + Array("2.0".utf8) + [0x12, 0, 0x42, 0, 0x4A, UInt8(definitions.count)] + definitions)
    }

    private static func references(in json: JSONValue) -> Set<String> {
        switch json {
        case .array(let items): items.reduce(into: []) { $0.formUnion(references(in: $1)) }
        case .object(let members):
            members.reduce(into: []) { all, member in
                if member.key == "$ref", let text = member.value.string {
                    all.insert(text)
                } else {
                    all.formUnion(references(in: member.value))
                }
            }
        default: []
        }
    }
}
