import FoundationEssentials
import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct AccessTests {
    @Test(arguments: [
        "/api", "/apis/strata.dev/v1alpha1", "/metrics", "/openapi/v3", TestServer.instances, TestServer.instances + "/web/exec?command=sh",
    ])
    func `somebody who shows nothing is not let in`(path: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(path, as: .nobody)
            #expect(answer.status == 401)
            #expect(answer.reason == "Unauthorized")
            #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
        }
    }

    @Test func `the token of the token file is the administrator's`() async throws {
        try await TestServer.run { server async throws in
            let token = try server.file("token").filter { $0 != "\n" }
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [("Authorization", "Bearer \(token)")]).status == 200)
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: [("authorization", "bearer \(token)")]).status == 200)
        }
    }

    @Test(arguments: ["Bearer wrong", "Bearer ", "Basic YTpi", "nonsense", "Bearer \u{00e9}"])
    func `a wrong token is refused, also where nobody needs one`(value: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get("/version", headers: [("Authorization", value)])
            #expect(answer.status == 401)
        }
    }

    @Test func `a user of no privileged group sees discovery and nothing else`() async throws {
        try await TestServer.run { server async throws in
            let authority = try #require(try KeyPair(readingFrom: server.directory + "/pki/ca"))
            let bob = try KeyPair(.client(user: "bob", groups: ["dev"]), issuer: authority, now: Date())
            let identity = TestServer.Identity.certificate(try bob.certificatePEM, bob.keyPEM)
            #expect(try await server.get("/apis/strata.dev/v1alpha1", as: identity).status == 200)
            let list = try await server.get(TestServer.instances, as: identity)
            #expect(list.status == 403)
            #expect(
                list.message
                    == #"instances.strata.dev is forbidden: User "bob" cannot list resource "instances" in API group "strata.dev" in the namespace "default""#
            )
            let create = try await server.send("POST", "/api/v1/namespaces", as: identity, body: #"{"metadata":{"name":"a"}}"#)
            #expect(
                create.message
                    == #"namespaces is forbidden: User "bob" cannot create resource "namespaces" in API group "" at the cluster scope"#)
            let metrics = try await server.get("/metrics", as: identity)
            #expect(metrics.message == #"forbidden: User "bob" cannot get path "/metrics""#)
        }
    }

    @Test func `an administrator may act as somebody else, with that one's rights, and both are written down`() async throws {
        try await TestServer.run { server async throws in
            let eve = [("Impersonate-User", "eve"), ("Impersonate-Group", "dev")]
            #expect(try await server.get(TestServer.instances, headers: eve).status == 403)
            let refused = try await server.send("POST", TestServer.instances, headers: eve, body: TestServer.document)
            #expect(refused.message.contains(#"User "eve" cannot create"#))
            let masters = [("Impersonate-User", "eve"), ("Impersonate-Group", "system:masters")]
            #expect(try await server.send("POST", TestServer.instances, headers: masters, body: TestServer.document).status == 201)
            let lines = try server.file("audit.log").split(separator: "\n").compactMap { try? JSONValue(parsing: Array($0.utf8)) }
            #expect(lines.map { $0["user"] } == ["eve", "eve"])
            #expect(lines.allSatisfy { $0["impersonator"] == "strata-admin" })
        }
    }

    @Test func `nobody else may act as another, and a group alone is not ignored`() async throws {
        try await TestServer.run { server async throws in
            let authority = try #require(try KeyPair(readingFrom: server.directory + "/pki/ca"))
            let bob = try KeyPair(.client(user: "bob", groups: ["dev"]), issuer: authority, now: Date())
            let identity = TestServer.Identity.certificate(try bob.certificatePEM, bob.keyPEM)
            let masters = [("Impersonate-User", "root"), ("Impersonate-Group", "system:masters")]
            let refusal = try await server.get(TestServer.instances, as: identity, headers: masters)
            #expect(refusal.status == 403)
            #expect(refusal.message.contains(#"User "bob" cannot impersonate resource "users""#))
            #expect(try await server.get(TestServer.instances, as: .nobody, headers: masters).status == 401)
            #expect(try await server.get(TestServer.instances, headers: [("Impersonate-Group", "dev")]).status == 400)
        }
    }

    @Test func `a certificate of another authority does not get through the handshake`() async throws {
        try await TestServer.run { server async throws in
            let other = try KeyPair(.authority, issuer: nil, now: Date())
            let fake = try KeyPair(.client(user: "strata-admin", groups: [User.administrators]), issuer: other, now: Date())
            await #expect(throws: (any Error).self) {
                try await server.get("/version", as: .certificate(try fake.certificatePEM, fake.keyPEM))
            }
        }
    }

    @Test func `every change is in the audit log with its outcome, and reading is not`() async throws {
        try await TestServer.run { server async throws in
            _ = try await server.send("POST", TestServer.instances, body: TestServer.document)
            _ = try await server.send("POST", TestServer.instances, body: TestServer.document)
            _ = try await server.send("DELETE", TestServer.instances + "/web")
            _ = try await server.get(TestServer.instances)
            _ = try await server.send("DELETE", TestServer.instances + "/web", as: .nobody)
            let lines = try server.file("audit.log").split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            #expect(lines.map { $0["verb"]?.string } == ["create", "create", "delete", "delete"])
            #expect(lines.map { $0["code"]?.int } == [201, 409, 200, 401])
            #expect(lines.map { $0["outcome"]?.string } == ["allowed", "failed", "allowed", "denied"])
            #expect(lines[0]["name"] == "web")
            #expect(lines[0]["user"] == "strata-admin")
            #expect(lines[3]["user"] == "system:anonymous")
        }
    }

    @Test func `an audit log that grows too large is continued in a new file`() throws {
        let scratch = try Scratch()
        let log = try AuditLog(path: scratch.path + "/audit.log", limit: 200, generations: 2, metrics: ServerMetrics(), logger: .silent)
        for number in 0..<40 { log.record(["number": .int(Int64(number)), "padding": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]) }
        #expect(scratch.read("audit.log").hasSuffix("\n"))
        #expect(scratch.read("audit.log").contains("39"))
        #expect(scratch.read("audit.log.1").utf8.count <= 200)
        #expect(!scratch.read("audit.log.2").isEmpty)
        #expect(scratch.read("audit.log.3").isEmpty)
    }
}
