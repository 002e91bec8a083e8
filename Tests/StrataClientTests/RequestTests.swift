import StrataAPI
import StrataClientTestServer
import Testing

@testable import StrataClient

@Suite struct `Requests` {
    private let name = ObjectName(namespace: "default", name: "web")

    @Test func `an object is read with the token and from its namespace`() async throws {
        let server = try await TestServer.start { _ in .json(200, ["kind": "Instance", "metadata": ["name": "web"]]) }
        let client = try StrataClient(try server.access())
        let object = try await client.get(Instance.kind, ObjectName(name: "web"))
        #expect(object["metadata"]?["name"] == "web")
        let exchange = try #require(server.exchanges.first)
        #expect(exchange.target == "/apis/strata.dev/v1alpha1/namespaces/default/instances/web")
        #expect(exchange.headers["authorization"] == "Bearer secret")
    }

    @Test(arguments: [
        ("../secrets/x", "..%2Fsecrets%2Fx"), ("a?b=c#d", "a%3Fb%3Dc%23d"), ("a b\r\nHost: x", "a%20b%0D%0AHost%3A%20x"), ("..", "%2E%2E"),
        ("ü", "%C3%BC"),
    ])
    func `a hostile name stays one segment of the path`(name: String, encoded: String) async throws {
        let server = try await TestServer.start()
        let client = try StrataClient(try server.access())
        _ = try await client.get(Instance.kind, ObjectName(namespace: "default", name: name))
        #expect(server.exchanges.first?.target == "/apis/strata.dev/v1alpha1/namespaces/default/instances/\(encoded)")
    }

    @Test func `an empty name is refused before anything is sent`() async throws {
        let server = try await TestServer.start()
        let client = try StrataClient(try server.access())
        await #expect(throws: ClientError.configuration(source: "", reason: "a name must not be empty")) {
            try await client.delete(Instance.kind, ObjectName(namespace: "default", name: ""))
        }
        #expect(server.exchanges.isEmpty)
    }

    @Test func `a refusal carries the server's words and causes`() async throws {
        let server = try await TestServer.start { _ in
            .refusal(.invalid, "it is wrong", causes: [.init(reason: "FieldValueInvalid", message: "too small", field: "spec.memory")])
        }
        let client = try StrataClient(try server.access())
        let error = await #expect(throws: ClientError.self) { try await client.get(Instance.kind, name) }
        guard case .status(let status)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(status.code == 422)
        #expect(status.reason == "Invalid")
        #expect(status.message == "it is wrong")
        #expect(status.causes == [.init(reason: "FieldValueInvalid", message: "too small", field: "spec.memory")])
    }

    @Test func `an error that is no Status still has a code and a first line`() async throws {
        let server = try await TestServer.start { _ in .bytes(502, Array("Bad Gateway\u{1B}[2J\nmore".utf8)) }
        let client = try StrataClient(try server.access())
        await #expect(throws: ClientError.status(APIStatus(code: 502, reason: "", message: "Bad Gateway\\u{1b}[2J"))) {
            try await client.get(Instance.kind, name)
        }
    }

    @Test func `requests one after the other share a connection`() async throws {
        let server = try await TestServer.start()
        let client = try StrataClient(try server.access())
        for _ in 0..<5 { _ = try await client.get(Instance.kind, name) }
        #expect(server.connectionCount == 1)
    }

    @Test func `requests at the same time each have a connection, and all are answered`() async throws {
        let server = try await TestServer.start { exchange in .json(200, ["path": .string(exchange.path)]) }
        let client = try StrataClient(try server.access())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let answer = try await client.get(Site.kind, ObjectName(name: "site-\(number)"))
                    return answer["path"]?.string?.hasSuffix("site-\(number)") == true
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func `a connection that the server closed meanwhile is replaced`() async throws {
        let server = try await TestServer.start { _ in .lastOfConnection(["a": 1]) }
        let client = try StrataClient(try server.access())
        for _ in 0..<3 { #expect(try await client.get(Instance.kind, name) == ["a": 1]) }
        #expect(server.connectionCount == 3)
    }

    @Test func `a refused change leaves the connection usable`() async throws {
        let server = try await TestServer.start { exchange in
            exchange.method == "POST" ? .refusal(.conflict, "no") : .json(200, .object([:]))
        }
        let client = try StrataClient(try server.access())
        await #expect(throws: ClientError.self) { try await client.create(Instance.kind, ["kind": "Instance"]) }
        _ = try await client.get(Instance.kind, name)
        #expect(server.connectionCount == 1)
    }

    @Test func `a server that never answers is unreachable once the time is up`() async throws {
        let server = try await TestServer.start { _ in .silence }
        let client = try StrataClient(try server.access())
        var request = Request(.get, ["x"])
        request.timeout = .milliseconds(50)
        let error = await #expect(throws: ClientError.self) { try await client.send(request) }
        guard case .unreachable(_, let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.hasPrefix("no answer within"))
    }

    @Test(.timeLimit(.minutes(5))) func `a cancelled request ends at once`() async throws {
        let server = try await TestServer.start { _ in .silence }
        let client = try StrataClient(try server.access())
        let task = Task { () -> ClientError? in
            do throws(ClientError) {
                _ = try await client.get(Instance.kind, name)
                return nil
            } catch {
                return error
            }
        }
        while server.exchanges.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `an answer that is cut off is not taken for a whole one`() async throws {
        let server = try await TestServer.start { _ in .cutOff(announced: 100, sent: Array("{\"a\":1}".utf8)) }
        let client = try StrataClient(try server.access())
        let error = await #expect(throws: ClientError.self) { try await client.get(Instance.kind, name) }
        guard case .unreachable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a connection cut without an answer is unreachable`() async throws {
        let server = try await TestServer.start { _ in .hangUp }
        let client = try StrataClient(try server.access())
        let error = await #expect(throws: ClientError.self) { try await client.get(Instance.kind, name) }
        guard case .unreachable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `an answer that is too large is refused`() async throws {
        let server = try await TestServer.start { _ in .bytes(200, [UInt8](repeating: 0x20, count: 100_000)) }
        let client = try StrataClient(try server.access())
        var request = Request(.get, ["x"])
        request.responseLimit = 50_000
        await #expect(throws: ClientError.malformed("it is larger than the 50000 bytes accepted")) { try await client.send(request) }
    }

    @Test(arguments: ["", "<html>", "{\"a\":", "[1,2"])
    func `an answer that is no JSON is malformed`(text: String) async throws {
        let server = try await TestServer.start { _ in .bytes(200, Array(text.utf8)) }
        let client = try StrataClient(try server.access())
        let error = await #expect(throws: ClientError.self) { try await client.get(Instance.kind, name) }
        guard case .malformed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a redirect is not followed`() async throws {
        let server = try await TestServer.start { _ in .bytes(302, []) }
        let client = try StrataClient(try server.access())
        await #expect(throws: ClientError.malformed("it points elsewhere (HTTP 302), which is not followed")) {
            try await client.get(Instance.kind, name)
        }
    }

    @Test func `a large body goes out and comes back whole`() async throws {
        let server = try await TestServer.start { exchange in .bytes(200, exchange.body) }
        let client = try StrataClient(try server.access())
        let object: JSONValue = ["data": .string(String(repeating: "xyz", count: 700_000))]
        #expect(try await client.create(Instance.kind, object) == object)
    }
}
