import BuiltServer
import StrataDriverKit
import Testing

/// Python's Kubernetes client, and parsers of the formats that the server speaks.
@Suite(.tags(.proof), .timeLimit(.minutes(3))) struct PythonClientTests {
    @Test func `the dynamic client discovers, creates, and lists in pages`() async throws {
        try await BuiltServer.run { (server) async throws in
            let report = try await server.python("pages")
            #expect(report == "kinds ok\npages 7 7 6\nnames 20\nrevisions 1\nexact 20\n")
        }
    }

    @Test func `the dynamic client lists and watches through a compaction`() async throws {
        try await BuiltServer.run(["--no-discover", "--history", "1s", "--history-changes", "0"]) { (server) async throws in
            let report = try await server.python("compaction")
            #expect(report == "watched MODIFIED\nexpired 410 Expired\nexpired page 410\nlisted again 3\nwatched DELETED\n")
        }
    }

    @Test func `an informer's watch begins with what exists and says where that ends`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("create", "-f", "-", input: Manifest.stream([Manifest.instance("a"), Manifest.instance("b")]))
            let report = try await server.python("watch_list")
            #expect(report == "ADDED a\nADDED b\nBOOKMARK true\nADDED c\n")
        }
    }

    @Test(arguments: ["/openapi/v3/apis/strata.dev/v1alpha1", "/openapi/v3/api/v1", "/openapi/v2"])
    func `the OpenAPI documents are valid`(path: String) async throws {
        try await BuiltServer.run { (server) async throws in
            let document = try await server.kubectl("get", "--raw", path)
            #expect(try await server.python("openapi", input: document).hasPrefix("valid, "))
        }
    }

    @Test func `the metrics are in Prometheus' format`() async throws {
        try await BuiltServer.run { (server) async throws in
            try await server.kubectl("get", "instances")
            let report = try await server.python("metrics", input: try await server.kubectl("get", "--raw", "/metrics"))
            #expect(report.contains("strata_request_duration_seconds histogram"))
            #expect(report.contains("process_resident_memory_bytes gauge"))
        }
    }
}
