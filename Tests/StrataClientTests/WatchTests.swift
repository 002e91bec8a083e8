import StrataAPI
import StrataClientTestServer
import Testing

@testable import StrataClient

@Suite(.timeLimit(.minutes(5))) struct `Watches` {
    private static func line(_ type: String, _ name: String, _ version: String) -> String {
        #"{"type":"\#(type)","object":{"metadata":{"name":"\#(name)","resourceVersion":"\#(version)"}}}"# + "\n"
    }

    private static func stream(_ pieces: [String]) -> TestReply {
        .stream(
            AsyncStream { continuation in
                for piece in pieces { continuation.yield(Array(piece.utf8)) }
                continuation.finish()
            })
    }

    @Test func `events come out whole however they are cut up on the way`() async throws {
        let text = Self.line("ADDED", "a", "1") + "\n" + Self.line("MODIFIED", "ä", "2") + Self.line("DELETED", "c", "3")
        let server = try await TestServer.start { _ in Self.stream(text.unicodeScalars.map { String($0) }) }
        let client = try StrataClient(try server.access())
        var seen: [String] = []
        for try await event in client.watch(Instance.kind, namespace: "default", resourceVersion: "0", isRepeated: false) {
            seen.append("\(event.change.rawValue) \(event.object["metadata"]?["name"]?.string ?? "")")
        }
        #expect(seen == ["ADDED a", "MODIFIED ä", "DELETED c"])
    }

    @Test func `a watch that the server ends goes on where it was`() async throws {
        let server = try await TestServer.start { exchange in
            let version = exchange.query("resourceVersion").first.flatMap { Int($0) } ?? 0
            return Self.stream([Self.line("ADDED", "n\(version + 1)", "\(version + 1)"), Self.line("BOOKMARK", "", "\(version + 10)")])
        }
        let client = try StrataClient(try server.access())
        var names: [String] = []
        for try await event in client.watch(Instance.kind, namespace: nil, resourceVersion: "5") where event.change == .added {
            names.append(event.object["metadata"]?["name"]?.string ?? "")
            if names.count == 3 { break }
        }
        #expect(names == ["n6", "n16", "n26"])
    }

    @Test func `a version that is too old ends the watch with a Status`() async throws {
        let server = try await TestServer.start { _ in
            Self.stream([
                #"{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","code":410,"reason":"Expired","message":"too old"}}"# + "\n"
            ])
        }
        let client = try StrataClient(try server.access())
        await #expect(throws: ClientError.status(APIStatus(code: 410, reason: "Expired", message: "too old"))) {
            for try await _ in client.watch(Instance.kind, namespace: nil, resourceVersion: "1") {}
        }
    }

    @Test(arguments: ["garbage\n", #"{"type":"MOVED","object":{}}"# + "\n", #"{"type":"ADDED"}"# + "\n", #"{"type":"ADDED","object":"#])
    func `what is no event is malformed`(text: String) async throws {
        let server = try await TestServer.start { _ in Self.stream([text]) }
        let client = try StrataClient(try server.access())
        let error = await #expect(throws: ClientError.self) {
            for try await _ in client.watch(Instance.kind, namespace: nil, isRepeated: false) {}
        }
        guard case .malformed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a line without end is given up`() async throws {
        let server = try await TestServer.start { _ in .stream(AsyncStream { [UInt8](repeating: 0x20, count: 1 << 20) }) }
        let client = try StrataClient(try server.access())
        let lines = try await client.stream(Request(.get, ["x"]))
        var stream = LineStream(lines, limit: 3 << 20)
        await #expect(throws: ClientError.malformed("a line of it is longer than the \(3 << 20) bytes accepted")) {
            try await stream.next()
        }
    }

    @Test func `a reader that does not keep up is not buried`() async throws {
        let written = Counter()
        let server = try await TestServer.start { _ in
            .stream(
                AsyncStream {
                    written.add(1 << 20)
                    return [UInt8](repeating: 0x0A, count: 1 << 20)
                })
        }
        let client = try StrataClient(try server.access())
        let stream = try await client.stream(Request(.get, ["x"]))
        _ = try await stream.next()
        // The sender stops by itself once the buffers between the two are full: nothing more is written for a while.
        var last = -1
        var unchanged = 0
        while unchanged < 20 {
            try await Task.sleep(for: .milliseconds(20))
            unchanged = written.value == last ? unchanged + 1 : 0
            last = written.value
        }
        #expect(last < 64 << 20)
        _ = try await stream.next()
    }

    @Test func `a cancelled watch ends`() async throws {
        let server = try await TestServer.start { _ in .stream(AsyncStream { _ in }) }
        let client = try StrataClient(try server.access())
        let task = Task {
            for try await _ in client.watch(Instance.kind, namespace: nil) {}
        }
        while server.exchanges.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: ClientError.cancelled) { try await task.value }
    }

    @Test func `a refused watch tells why`() async throws {
        let server = try await TestServer.start { _ in .refusal(.forbidden, "not you") }
        let client = try StrataClient(try server.access())
        let error = await #expect(throws: ClientError.self) {
            for try await _ in client.watch(Instance.kind, namespace: nil) {}
        }
        guard case .status(let status)? = error else {
            Issue.record("it is something else")
            return
        }
        #expect(status.code == 403)
    }
}
