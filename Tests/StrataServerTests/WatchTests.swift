import NIOCore
import StrataAPI
import StrataResources
import StrataStore
import Testing

@testable import StrataServer

@Suite(.timeLimit(.minutes(5)))
struct WatchTests {
    @Test func `a watch tells what exists and then what happens`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("a")
            try await server.connect { connection in
                try await connection.begin("GET", TestServer.instances + "?watch=true")
                #expect(try await connection.head().header("Transfer-Encoding") == "chunked")
                var lines = LineReader()
                #expect(try await lines.event(&connection).summary == "ADDED a")
                try await server.create("b")
                #expect(try await lines.event(&connection).summary == "ADDED b")
                _ = try await server.objects.patch(
                    Instance.kind, ObjectName(namespace: "default", name: "b"), .merge(["metadata": ["labels": ["x": "y"]]]))
                #expect(try await lines.event(&connection).summary == "MODIFIED b")
                _ = try await server.objects.delete(Instance.kind, ObjectName(namespace: "default", name: "b"))
                #expect(try await lines.event(&connection).summary == "DELETED b")
            }
        }
    }

    @Test func `a watch from a revision tells only what came after`() async throws {
        try await TestServer.run { server async throws in
            let first = try await server.create("a")
            try await server.create("b")
            try await server.connect { connection in
                try await connection.begin("GET", TestServer.instances + "?watch=1&resourceVersion=\(first.revision)")
                _ = try await connection.head()
                var lines = LineReader()
                #expect(try await lines.event(&connection).summary == "ADDED b")
            }
        }
    }

    @Test func `a watch ends in time, and the connection serves the next request`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                let watch = try await connection.request("GET", TestServer.instances + "?watch=true&timeoutSeconds=1")
                #expect(watch.status == 200)
                #expect(watch.body.isEmpty)
                #expect(try await connection.request("GET", "/version").status == 200)
            }
        }
    }

    @Test func `initial events end with a bookmark that says so`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("a")
            try await server.connect { connection in
                try await connection.begin(
                    "GET",
                    TestServer.instances + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")
                _ = try await connection.head()
                var lines = LineReader()
                #expect(try await lines.event(&connection).summary == "ADDED a")
                let bookmark = try await lines.event(&connection)
                #expect(bookmark["type"] == "BOOKMARK")
                #expect(bookmark[path: ["object", "kind"]] == "Instance")
                #expect(bookmark[path: ["object", "metadata", "annotations", "k8s.io/initial-events-end"]] == "true")
            }
        }
    }

    @Test func `a revision whose history is gone is told within the stream`() async throws {
        try await TestServer.run(prepare: { store in
            for number in 0..<12 { try await store.create("elsewhere/\(number)", value: [1]) }
            try await store.compact(before: Revision(rawValue: 10))
        }) { server async throws in
            let answer = try await server.get(TestServer.instances + "?watch=true&resourceVersion=3")
            #expect(answer.status == 200)
            #expect(answer.json["type"] == "ERROR")
            #expect(answer.json[path: ["object", "code"]] == 410)
            #expect(answer.json[path: ["object", "reason"]] == "Expired")
        }
    }

    @Test func `a watch can be had as a table, whose columns come once`() async throws {
        try await TestServer.run { server async throws in
            try await server.create("a")
            try await server.connect { connection in
                try await connection.begin(
                    "GET", TestServer.instances + "?watch=true", headers: [("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")])
                _ = try await connection.head()
                var lines = LineReader()
                let first = try await lines.event(&connection)
                #expect(first[path: ["object", "kind"]] == "Table")
                #expect(first[path: ["object", "columnDefinitions"]]?.array?.isEmpty == false)
                try await server.create("b")
                let second = try await lines.event(&connection)
                #expect(second[path: ["object", "columnDefinitions"]] == .null)
                #expect(second[path: ["object", "rows"]]?.array?.first?["cells"]?.array?.first == "b")
            }
        }
    }

    @Test func `a watcher that goes away is forgotten`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.begin("GET", TestServer.instances + "?watch=true")
                _ = try await connection.head()
                #expect(try await server.watchers() == 1)
            }
            while try await server.watchers() > 0 { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    @Test func `a watcher that does not read is cut off and holds nobody up`() async throws {
        try await TestServer.run(
            prepare: { store in
                // More than the system buffers for a connection, as the bytes that would be stored had somebody created the objects.
                let padding = String(repeating: "x", count: 3 << 20)
                for number in 0..<3 {
                    let head = #"{"apiVersion":"strata.dev/v1alpha1","kind":"Instance","metadata":{"#
                    let text = head + #""name":"big\#(number)","namespace":"default"},"spec":{"image":"\#(padding)"}}"#
                    try await store.create("strata.dev/instances/default/big\(number)", value: Array(text.utf8))
                }
            }, configure: { $0.limits.stallTimeout = .milliseconds(500) }
        ) { server in
            let list = try await server.get("/api/v1/namespaces")
            let revision = list.json[path: ["metadata", "resourceVersion"]]?.string ?? ""
            try await WireConnection.open(port: server.address.port, tls: try server.tls(), receiveBuffer: 4096) { sleeper in
                try await sleeper.begin("GET", TestServer.instances + "?watch=true")
                _ = try await sleeper.head()
                try await server.connect { reader in
                    try await reader.begin("GET", TestServer.instances + "?watch=true&resourceVersion=\(revision)")
                    _ = try await reader.head()
                    var lines = LineReader()
                    for number in 0..<5 {
                        try await server.create("i\(number)")
                        #expect(try await lines.event(&reader).summary == "ADDED i\(number)")
                    }
                }
                while try await server.watchers() > 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
        }
    }
}

/// Cuts a chunked body into lines.
struct LineReader {
    private var buffer: [UInt8] = []

    mutating func event(_ connection: inout WireConnection) async throws -> JSONValue {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return try JSONValue(parsing: Array(buffer[..<end]))
            }
            guard let chunk = try await connection.chunk() else { throw WireEnded() }
            buffer += chunk
        }
    }
}

extension JSONValue {
    /// Type and name of a watch event.
    var summary: String { "\(self["type"]?.string ?? "") \(self[path: ["object", "metadata", "name"]]?.string ?? "")" }
}

extension TestServer {
    /// How many watches are open on instances.
    func watchers() async throws -> Int {
        let text = try await get("/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix(#"strata_watchers{resource="instances.strata.dev"}"#) }
        return line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
    }
}
