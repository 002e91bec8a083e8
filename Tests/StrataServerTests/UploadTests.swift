import StrataAPI
import Synchronization
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct UploadTests {
    static let content = TestServer.instances + "/web/content"

    @Test(arguments: ["PUT", "POST"])
    func `an upload is handed on whole, also where it is larger than any document may be`(method: String) async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                let body = [UInt8](repeating: 7, count: 4 << 20)
                let answer = try await connection.request(method, Self.content, headers: [("Expect", "100-continue")], body: body)
                #expect(answer.status == 200)
                #expect(answer.json == ["kind": "Sum", "size": .int(4 << 20)])
                #expect(try await connection.request("GET", "/version").status == 200)
            }
        }
    }

    @Test func `an upload in chunks needs no length`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                try await connection.begin("PUT", Self.content, headers: [("Transfer-Encoding", "chunked")])
                for _ in 0..<3 { try await connection.send("5\r\nhello\r\n") }
                try await connection.send("0\r\n\r\n")
                #expect(try await connection.response().json["size"] == 15)
            }
        }
    }

    @Test func `what is beyond the bound is refused, told or not`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions) { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                try await connection.begin("PUT", Self.content, headers: [("Content-Length", String(6 << 20))])
                #expect(try await connection.head().status == 413)
            }
            try await server.connect { connection in
                try await connection.begin("PUT", Self.content, headers: [("Transfer-Encoding", "chunked")])
                for _ in 0..<6 { try await connection.send("100000\r\n" + String(repeating: "x", count: 1 << 20) + "\r\n") }
                #expect(try await connection.head().status == 413)
            }
            await actions.cancelled.wait()
        }
    }

    @Test func `a refusal comes while the client still sends`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("full")
            try await server.connect { connection in
                try await connection.begin("PUT", TestServer.instances + "/full/content", headers: [("Content-Length", "1000")])
                try await connection.send("begin")
                try await connection.send("more")
                // The refusal is told with the next bytes that arrive, since only they show that the client is still there.
                for _ in 0..<50 { try await connection.send("x") }
                let answer = try await connection.response()
                #expect(answer.status == 409)
                #expect(answer.message == "there is no room")
            }
        }
    }

    @Test func `an upload whose client goes away is told as cut short`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions) { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                try await connection.begin("PUT", Self.content, headers: [("Content-Length", "1000")])
                try await connection.send("begin")
                await actions.begun.wait()
            }
            await actions.cancelled.wait()
            #expect(actions.uploaded.withLock { $0 } == [-5])
        }
    }

    @Test func `a client that sends nothing for too long is cut off`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions, configure: { $0.limits.requestTimeout = .milliseconds(200) }) { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                try await connection.begin("PUT", Self.content, headers: [("Content-Length", "1000")])
                try await connection.send("begin")
                #expect(await connection.isClosed())
            }
            await actions.cancelled.wait()
        }
    }

    @Test func `who may not, what is not there and other methods are refused before a byte is taken`() async throws {
        let actions = ScriptedActions()
        try await TestServer.run(actions: actions) { server async throws in
            try await server.create("web")
            #expect(try await server.send("PUT", Self.content, as: .nobody, body: "x").status == 401)
            #expect(try await server.send("PUT", TestServer.instances + "/ghost/content", body: "x").status == 404)
            #expect(try await server.send("PATCH", Self.content, body: "x").status == 405)
            #expect(try await server.send("PUT", Self.content, headers: [("Content-Encoding", "gzip")], body: "x").status == 415)
            #expect(actions.uploaded.withLock { $0 } == [])
        }
    }

    @Test func `what goes either way is a download by GET and an upload by PUT, and the audit log tells which by its parameter`()
        async throws
    {
        let files = TestServer.instances + "/web/files"
        try await TestServer.run { server async throws in
            try await server.create("web")
            let answer = try await server.get(files + "?path=/a&word=quiet")
            #expect(
                answer.status == 200 && answer.header("Content-Type") == "application/x-tar"
                    && String(decoding: answer.body, as: UTF8.self) == "/a")
            #expect(try await server.get(files).status == 400)
            #expect(try await server.get(files + "?path=/missing").status == 404)
            #expect(try await server.send("PUT", files + "?path=/b", type: "application/x-tar", body: "12345").json["size"] == 5)
            #expect(try await server.send("DELETE", files + "?path=/b", body: "").status == 405)
            let resources = try await server.get("/apis/strata.dev/v1alpha1").json["resources"]?.array ?? []
            #expect(resources.first { $0["name"] == "instances/files" }?["verbs"] == ["create", "get", "update"])
            let lines = try server.file("audit.log").split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            let told = lines.filter { $0["resource"] == "instances.strata.dev/files" }.map { $0["parameters"] }
            #expect(told.prefix(1) == [["path": "/a"]] && told.contains(["path": "/b"]))
        }
    }

    @Test func `why a download over WebSocket ended too early is told on its status channel`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("web")
            try await server.connect { connection in
                _ = try await connection.upgrade(TestServer.instances + "/web/files?path=/half")
                #expect(try await connection.message().text == "/half")
                let status = try await connection.message()
                #expect(status.channel == 3)
                #expect(try JSONValue(parsing: status.text)["message"] == "it ended")
            }
        }
    }
}
