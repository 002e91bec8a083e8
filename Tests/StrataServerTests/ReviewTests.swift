import FoundationEssentials
import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct ReviewTests {
    private static let access = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    private static let rules = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
    private static let identity = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
    private static let eve = [("Impersonate-User", "eve")]

    @Test func `whether somebody may do something is answered by the policy`() async throws {
        try await TestServer.run { server async throws in
            let resource = #"{"spec":{"resourceAttributes":{"verb":"create","group":"strata.dev","resource":"instances"}}}"#
            let path = #"{"spec":{"nonResourceAttributes":{"verb":"get","path":"/api"}}}"#
            for (body, headers, expected) in [
                (resource, [], true), (resource, Self.eve, false), (path, [], true), (path, Self.eve, true),
                (resource.replacing("instances", with: "pods"), [], true),
            ] as [(String, [(String, String)], Bool)] {
                let answer = try await server.send("POST", Self.access, headers: headers, body: body)
                #expect(answer.status == 201)
                #expect(answer.json[path: ["status", "allowed"]] == .bool(expected), "\(body)")
                #expect(answer.json["kind"] == "SelfSubjectAccessReview")
            }
        }
    }

    @Test(arguments: [
        "{}", #"{"spec":{}}"#, #"{"spec":{"resourceAttributes":{"verb":"get"},"nonResourceAttributes":{"verb":"get"}}}"#,
        #"{"kind":"Secret","spec":{"nonResourceAttributes":{"verb":"get"}}}"#, "nonsense",
    ])
    func `a question that makes no sense is refused with a Status`(body: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("POST", Self.access, body: body)
            #expect([400, 422].contains(answer.status))
            #expect(answer.json["kind"] == "Status")
        }
    }

    @Test func `the rights in a namespace are listed, and who one is`() async throws {
        try await TestServer.run { server async throws in
            let rules = try await server.send("POST", Self.rules, body: #"{"spec":{"namespace":"default"}}"#).json
            let instances = rules[path: ["status", "resourceRules"]]?.array?.first { $0["resources"] == ["instances"] }
            #expect(instances?["verbs"]?.array?.contains("deletecollection") == true)
            let none = try await server.send("POST", Self.rules, headers: Self.eve, body: #"{"spec":{"namespace":"default"}}"#).json
            #expect(none[path: ["status", "resourceRules"]] == [])
            let user = try await server.send("POST", Self.identity, headers: Self.eve, body: "{}").json[path: ["status", "userInfo"]]
            #expect(user == ["username": "eve", "groups": ["system:authenticated"]])
            #expect(try await server.send("POST", Self.identity, as: .nobody, body: "{}").status == 401)
            #expect(try await server.get(Self.identity).status == 405)
        }
    }

    @Test func `questions are no changes and stay out of the audit log`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.send("POST", Self.identity, body: "{}")
            #expect(try server.file("audit.log") == "")
        }
    }

    @Test func `a question in Protocol Buffers, as kubectl asks it, is understood`() async throws {
        try await TestServer.run { server async throws in
            func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(content.count)] + content }
            let attributes = field(2, Array("get".utf8)) + field(5, Array("secrets".utf8))
            let type = field(1, Array("authorization.k8s.io/v1".utf8)) + field(2, Array("SelfSubjectAccessReview".utf8))
            let message = field(1, type) + field(2, field(1, []) + field(2, field(1, attributes)))
            let bytes = [0x6B, 0x38, 0x73, 0] + message
            let answer = try await server.connect { connection in
                try await connection.request(
                    "POST", Self.access, headers: [("Content-Type", "application/vnd.kubernetes.protobuf")], body: bytes)
            }
            #expect(answer.status == 201)
            #expect(answer.json[path: ["spec", "resourceAttributes", "resource"]] == "secrets")
            #expect(answer.json[path: ["status", "allowed"]] == true)
        }
    }
}
