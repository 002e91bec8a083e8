import LoopbackSSH
import Testing

@testable import StrataDriverKit

/// The machines every contract test runs on.
enum MachineKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case local
    case ssh

    var testDescription: String { rawValue }

    /// Runs a test on a machine of this kind, in an empty directory of its own that both this process and the machine see.
    func run(_ body: (any Machine, String) async throws -> Void) async throws {
        let machine: any Machine
        switch self {
        case .local: machine = LocalMachine()
        case .ssh: machine = try #require(SSHServer.machine)
        }
        let directory = try temporaryDirectory()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(machine, directory))
        } catch {
            result = .failure(error)
        }
        try await LocalMachine().remove(directory)
        try result.get()
    }
}
