import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct NegotiationTests {
    @Test(arguments: [
        ([], Representation.json), (["*/*"], .json), (["application/json"], .json), (["application/yaml"], .yaml),
        (["text/html, application/json;q=0.5"], .json), (["application/json;q=0.1, application/yaml;q=0.9"], .yaml),
        (["application/vnd.kubernetes.protobuf,application/json"], .json), (["application/json;stream=watch"], .json),
        (["application/json;as=Table;v=v1;g=meta.k8s.io,application/json"], .table(version: "v1")),
        (["application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json"], .table(version: "v1beta1")),
        (["application/json;as=Table;v=v9;g=meta.k8s.io,application/json"], .json),
        (["application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"], .metadata(version: "v1")),
        (["application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", "application/json"], .json),
    ])
    func `the first form that there is wins`(accept: [String], expected: Representation) throws {
        #expect(try Representation.negotiate(accept) == expected)
    }

    @Test(arguments: [
        "text/html", "application/vnd.kubernetes.protobuf", "application/json;q=0", "application/json;as=Table;v=v1;g=other.io",
    ])
    func `a form that there is not is not acceptable`(accept: String) async throws {
        try await TestServer.run { server async throws in
            for path in [TestServer.instances, TestServer.instances + "/web"] {
                let answer = try await server.get(path, accept: accept)
                #expect(answer.status == 406)
                #expect(answer.reason == "NotAcceptable")
            }
        }
    }

    @Test func `an object can be had as YAML that reads back as the same object`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web", labels: ["version": "1.10", "word": "yes", "empty": ""])
            let json = try await server.get(TestServer.instances + "/web").json
            let yaml = try await server.get(TestServer.instances + "/web", accept: "application/yaml")
            #expect(yaml.header("Content-Type") == "application/yaml")
            #expect(try JSONValue(parsingYAML: yaml.body) == json)
            try await server.create("web2")
            for query in ["", "?labelSelector=nobody"] {
                let list = try await server.get(TestServer.instances + query).json
                let read = try JSONValue(parsingYAML: try await server.get(TestServer.instances + query, accept: "application/yaml").body)
                #expect(read == list)
            }
        }
    }

    @Test(arguments: [
        "yes", "", "1", "1.0", "null", "~", "a: b", "# c", "- x", "line\nbreak\n", " lead", "tab\t", "é", "{}", "*a", "&a", "<<", "0x1F",
        "a'b\"c", "\u{1}", "true ", "\u{85}\u{2028}\u{FEFF}x", "\u{1F980}", "NO", "-", "/a/b", "a:", "1e3", "2026-01-01",
    ])
    func `a string survives YAML whatever it looks like`(text: String) throws {
        let value: JSONValue = ["key": .string(text), text.isEmpty ? "k" : text: [.string(text)]]
        #expect(try JSONValue(parsingYAML: Array(value.yaml.utf8)) == value)
    }

    @Test func `any nesting survives YAML`() throws {
        let value: JSONValue = [
            "a": [[1, [2, []]], ["b": [["c": .null, "d": ["e": 1.5]], [:]], "f": [:]], true, "x"], "g": [:], "h": [],
            "i": ["j": ["k": [["l"]]]],
        ]
        #expect(try JSONValue(parsingYAML: Array(value.yaml.utf8)) == value)
        for scalar: JSONValue in ["x", 1, .null, [], [:], [1], -0.25] {
            #expect(try JSONValue(parsingYAML: Array(scalar.yaml.utf8)) == scalar)
        }
    }

    @Test func `YAML is read as kubectl reads it`() throws {
        let text = "a: yes\nb: 'yes'\nc: 0x10\nd: 1.5\ne: ~\nf: 2026-01-01\ng: !!str 12\nh: [1, two]\ni: -.5\nj: 1e3\n"
        let expected: JSONValue = [
            "a": true, "b": "yes", "c": 16, "d": 1.5, "e": .null, "f": "2026-01-01", "g": "12", "h": [1, "two"], "i": -0.5, "j": 1000.0,
        ]
        #expect(try JSONValue(parsingYAML: Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        Sample("empty", ""), Sample("unclosed", "a: ["), Sample("two documents", "a: b\n---\nc: d"), Sample("a list as key", "? [a]\n: b"),
        Sample("unknown alias", "a: *nowhere"), Sample("repeated key", "a: b\na: c"), Sample("merge key", "<<: {a: b}"),
        Sample("deep flow", String(repeating: "[", count: 100_000)), Sample("deep block", String(repeating: "- ", count: 100_000)),
        Sample("70 levels", String(repeating: "{a: ", count: 70) + String(repeating: "}", count: 70)),
        Sample("a control character", "a: \u{1}"),
    ])
    func `YAML that is broken or hostile is a bad request`(sample: Sample) {
        #expect { try JSONValue(parsingYAML: Array(sample.text.utf8)) } throws: { ($0 as? APIError)?.reason == .badRequest }
    }

    @Test func `aliases cannot make a document explode`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
        }
        #expect { try JSONValue(parsingYAML: Array(text.utf8)) } throws: { ($0 as? APIError)?.message.contains("aliases") == true }
    }

    @Test func `kubectl's protobuf secret is understood`() throws {
        // Secret{metadata:{name:"s", labels:{a:b}, creationTimestamp:{}}, data:{k: 01 02}, type:""}, as Go writes it.
        let metadata: [UInt8] = [0x0A, 1, 0x73, 0x12, 0, 0x42, 0, 0x5A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x62]
        let secret: [UInt8] = [0x0A, UInt8(metadata.count)] + metadata + [0x12, 7, 0x0A, 1, 0x6B, 0x12, 2, 1, 2, 0x1A, 0]
        let type: [UInt8] = [0x0A, 2] + Array("v1".utf8) + [0x12, 6] + Array("Secret".utf8)
        let bytes: [UInt8] =
            [0x6B, 0x38, 0x73, 0, 0x0A, UInt8(type.count)] + type + [0x12, UInt8(secret.count)] + secret + [0x1A, 0, 0x22, 0]
        let expected: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "labels": ["a": "b"]], "data": ["k": "AQI="],
        ]
        #expect(try JSONValue(parsingProtobuf: bytes) == expected)
        for length in 0..<bytes.count - 4 {
            #expect(throws: APIError.self, "cut after \(length) bytes") { try JSONValue(parsingProtobuf: Array(bytes[..<length])) }
        }
    }

    @Test func `protobuf of a kind that only JSON defines is an unsupported media type`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.connect { connection in
                let type: [UInt8] = [0x0A, 2] + Array("v1".utf8) + [0x12, 3] + Array("Pod".utf8)
                return try await connection.request(
                    "POST", TestServer.instances, headers: [("Content-Type", "application/vnd.kubernetes.protobuf")],
                    body: [0x6B, 0x38, 0x73, 0, 0x0A, UInt8(type.count)] + type)
            }
            #expect(answer.status == 415)
        }
    }

    @Test(arguments: [("a=b&c=d+e&f", ["a": "b", "c": "d e", "f": ""]), ("a=%2Fb%C3%A9", ["a": "/bé"]), ("", [:]), ("&&a==", ["a": "="])])
    func `a query is decoded`(text: String, expected: [String: String]) throws {
        let query = try Query(parsing: text[...])
        #expect(Dictionary(query.items.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }) == expected)
    }

    @Test(
        arguments: ["a=%", "a=%2", "a=%zz", "a=%+1", "a=%ff"].map { Sample($0, $0) } + [
            Sample("600 parameters", String(repeating: "a&", count: 600))
        ])
    func `a malformed query is a bad request`(sample: Sample) {
        #expect { try Query(parsing: sample.text[...]) } throws: { ($0 as? APIError)?.reason == .badRequest }
    }
}
