import Glibc
import LoopbackSSH
import Testing

@testable import StrataDriverKit

extension SSHServer {
    /// The server of the running suite.
    @TaskLocal static var current: SSHServer?

    /// The machine of the running suite.
    @TaskLocal static var machine: SSHMachine?
}

/// Runs a suite with a server, started once.
struct WithSSHServer: SuiteTrait, TestScoping {
    var isRecursive: Bool { false }

    func provideScope(for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void) async throws {
        let server = try await SSHServer.start(in: temporaryDirectory())
        let machine = try await server.machine()
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await SSHServer.$current.withValue(server) {
                    try await SSHServer.$machine.withValue(machine, operation: body)
                })
        } catch {
            result = .failure(error)
        }
        await machine.close()
        await server.stop()
        try await LocalMachine().remove(server.directory)
        try result.get()
    }
}

extension Trait where Self == WithSSHServer {
    static var sshServer: Self { Self() }
}

/// A new directory, to be removed by its maker.
func temporaryDirectory() throws -> String {
    var template = Array("/tmp/transport-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template))
    return String(cString: path)
}

/// Waits until a condition holds, and fails when it does not within ten seconds.
func eventually(_ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("the condition did not come true within ten seconds", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
