import StrataAPI
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct HostileInputTests {
    @Test(arguments: [
        Sample("empty", ""), Sample("half an object", #"{"metadata":"#), Sample("text after the end", "{} {}"),
        Sample("a bare word", "nope"),
        Sample("a control character", "{\"a\":\"\u{1}\"}"), Sample("1000 levels", String(repeating: "[", count: 1000)),
        Sample("no object", "[1]"), Sample("a number out of range", #"{"a":1e999}"#),
    ])
    func `a broken body is a bad request that says where`(sample: Sample) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("POST", TestServer.instances, type: "application/json", body: sample.text)
            #expect((400...422).contains(answer.status))
            #expect(answer.json["kind"] == "Status")
            if sample.name != "empty", sample.name != "no object" { #expect(answer.message.contains("at line 1, column")) }
        }
    }

    @Test(arguments: [
        Sample("quote", "a\"b"), Sample("traversal", "../../etc/passwd"), Sample("newline", "a\nb"), Sample("shell", "$(reboot)"),
        Sample("NUL", "a\u{0}b"), Sample("10 kB", String(repeating: "a", count: 10_000)), Sample("upper case", "Web"),
        Sample("bidi", "a\u{202E}b"),
    ])
    func `a hostile name is refused and harmless in the answer`(sample: Sample) async throws {
        try await TestServer.run { server async throws in
            let document: JSONValue = ["metadata": ["name": .string(sample.text)], "spec": ["site": "s", "image": "busybox"]]
            let answer = try await server.send("POST", TestServer.instances, type: "application/json", body: document.text)
            #expect((400...422).contains(answer.status))
            #expect(answer.body.count < 4096)
            #expect(!answer.message.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
            #expect(try await server.get(TestServer.instances).json["items"] == [])
        }
    }

    @Test(arguments: ["%2e%2e", "a%2Fb", "%00", "%0d%0aX: y", "%ff", "%zz", "a%1bb"])
    func `a hostile path is refused`(name: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.get(TestServer.instances + "/" + name)
            #expect(answer.status == 400)
            #expect(answer.reason == "BadRequest")
        }
    }

    @Test(arguments: ["text/plain", "application/vnd.kubernetes.protobuf", "application/cbor", "multipart/form-data"])
    func `a content type that is not understood is refused`(type: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.send("POST", TestServer.instances, type: type, body: "k8s")
            #expect([400, 415].contains(answer.status))
            #expect(try await server.send("PATCH", TestServer.instances + "/web", type: type, body: "{}").status == 415)
            let packed = try await server.send(
                "POST", TestServer.instances, type: "application/json", headers: [("Content-Encoding", "gzip")], body: "x")
            #expect(packed.status == 415)
        }
    }

    @Test(arguments: [true, false])
    func `a body that is too large is refused, and the client reads why`(isAnnounced: Bool) async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                let size = 10 << 20
                let head = "POST \(TestServer.instances) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                if isAnnounced {
                    try await connection.send(head + "Content-Length: \(size)\r\n\r\n")
                    for _ in 0..<size >> 16 { try await connection.send(bytes: [UInt8](repeating: 0x20, count: 1 << 16)) }
                } else {
                    try await connection.send(head + "Transfer-Encoding: chunked\r\n\r\n")
                    for _ in 0..<size >> 16 {
                        try await connection.send(
                            bytes: Array("10000\r\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 16) + Array("\r\n".utf8))
                    }
                    try await connection.send("0\r\n\r\n")
                }
                let answer = try await connection.response()
                #expect(answer.status == 413)
                #expect(answer.reason == "RequestEntityTooLarge")
                #expect(try await connection.request("GET", "/version").status == 200)
            }
        }
    }

    @Test(arguments: [
        Sample("no HTTP", "hello\r\n\r\n"), Sample("a bad version", "GET / HTTP/7.0\r\n\r\n"),
        Sample("a space in a header's name", "GET / HTTP/1.1\r\nA b: c\r\n\r\n"),
        Sample("two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        Sample("a negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        Sample("large headers", "GET / HTTP/1.1\r\n" + String(repeating: "a: \(String(repeating: "b", count: 1000))\r\n", count: 400)),
        Sample("many headers", "GET / HTTP/1.1\r\n" + String(repeating: "a: b\r\n", count: 2000)),
        Sample("a large header", "GET / HTTP/1.1\r\na: \(String(repeating: "b", count: 100_000))\r\n\r\n"),
    ])
    func `what is no HTTP request is answered with a Status and the connection closed`(sample: Sample) async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.send(sample.text)
                let answer = try await connection.response()
                #expect([400, 431].contains(answer.status))
                #expect(answer.json["kind"] == "Status")
                #expect(answer.header("Connection") == "close")
                #expect(await connection.isClosed())
            }
            #expect(try await server.get("/healthz").status == 200)
        }
    }

    @Test func `requests that come all at once are answered in their order`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                var text = ""
                for number in 0..<40 { text += "GET \(TestServer.instances)/i\(number) HTTP/1.1\r\nHost: x\r\n\r\n" }
                try await connection.send(text)
                for number in 0..<40 { #expect(try await connection.response().message == "instances.strata.dev \"i\(number)\" not found") }
            }
        }
    }

    @Test func `an unknown upgrade is answered as if it had not been asked for`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                let answer = try await connection.request("GET", "/version", headers: [("Connection", "Upgrade"), ("Upgrade", "SPDY/3.1")])
                #expect(answer.status == 200)
                #expect(answer.header("Connection") == "close")
                #expect(await connection.isClosed())
            }
        }
    }

    @Test func `a client that begins no request is cut off`() async throws {
        try await TestServer.run(configure: { $0.limits.headTimeout = .milliseconds(300) }) { server in
            for text in ["", "GET /version HT"] {
                let isClosed = try await server.connect { connection in
                    // On a busy machine the time may be over before the handshake is.
                    do { try await connection.send(text) } catch { return true }
                    return await connection.isClosed()
                }
                #expect(isClosed)
            }
        }
    }

    @Test func `a client that does not finish its request is cut off`() async throws {
        try await TestServer.run(configure: { $0.limits.requestTimeout = .milliseconds(300) }) { server in
            let isClosed = try await server.connect { connection in
                try await connection.send("POST \(TestServer.instances) HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
                return await connection.isClosed()
            }
            #expect(isClosed)
        }
    }

    @Test func `a client that waits to be asked for its body is asked, and one that may not send it is not`() async throws {
        try await TestServer.run { server async throws in
            for (identity, expected) in [(TestServer.Identity.administrator, 100), (.nobody, 401)] {
                try await server.connect(identity) { connection in
                    try await connection.send(
                        "POST \(TestServer.instances) HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: \(TestServer.document.utf8.count)\r\n\r\n"
                    )
                    #expect(try await connection.head().status == expected)
                    guard expected == 100 else { return }
                    try await connection.send(TestServer.document)
                    #expect(try await connection.response().status == 201)
                }
            }
        }
    }

    @Test func `no more connections are served than allowed, and the next is when one ends`() async throws {
        try await TestServer.run(configure: { $0.limits.connections = 2 }) { server async throws in
            try await server.connect { first in
                #expect(try await first.request("GET", "/version").status == 200)
                let second = try await server.connect { second in try await second.request("GET", "/version") }
                #expect(second.status == 200)
                #expect(try await server.get("/version").status == 200)
            }
        }
    }
}
