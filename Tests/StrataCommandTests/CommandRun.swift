import FoundationEssentials
import StrataAPI
import StrataClient
import StrataClientTestServer
import Synchronization

@testable import strata

/// A command line run in this process against a test server.
struct CommandRun: Sendable {
    var status: Int32
    var output: String
    var messages: String

    /// - Parameters:
    ///   - columns: the width of the terminal that output and messages go to; nil for none.
    static func run(
        _ arguments: [String], server: TestServer? = nil, columns: Int? = nil, environment: [String: String] = [:]
    ) async throws -> CommandRun {
        let output = Captured()
        let messages = Captured()
        var variables = ["HOME": "/nonexistent"]
        var file: String?
        if let server {
            let path = try temporaryFile(kubeconfig(server), suffix: ".kubeconfig")
            variables["STRATA_KUBECONFIG"] = path
            file = path
        }
        defer { if let file { try? FileManager.default.removeItem(atPath: file) } }
        variables.merge(environment) { $1 }
        let surroundings = Surroundings(
            environment: variables, output: Sink(columns: columns, take: { output.append($0) }),
            messages: Sink(columns: columns, take: { messages.append($0) }))
        let status = await Surroundings.$current.withValue(surroundings) { await StrataMain.run(arguments) }
        return CommandRun(status: status, output: output.text, messages: messages.text)
    }

    static func kubeconfig(_ server: TestServer) -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: 'https://127.0.0.1:\(server.port)', certificate-authority-data: \(Base64.encode(server.certificates.authority))}}]
        users: [{name: test, user: {token: secret}}]
        contexts: [{name: test, context: {cluster: test, user: test}}]
        """
    }

    static func temporaryFile(_ text: String, suffix: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("strata-test-\(UUID().uuidString)\(suffix)").path
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }
}

/// What was written.
final class Captured: Sendable {
    private let bytes = Mutex([UInt8]())

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
}
