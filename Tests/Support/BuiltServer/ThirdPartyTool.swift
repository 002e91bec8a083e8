import Foundation
import StrataDriverKit

/// Programs of others that `tools/test-clients` fetched, run unchanged.
public enum ThirdPartyTool {
    /// A program that did not succeed, with all that it said.
    public struct Failed: Error, CustomStringConvertible { public let description: String }

    /// What a Python program of this package prints.
    ///
    /// - Parameter script: below the package's directory.
    public static func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        try await output("python", ["\(BuiltProgram.package)/\(script)"] + arguments, [:])
    }

    /// What Ansible says of a playbook of this package, run on this machine.
    ///
    /// - Parameters:
    ///   - path: below the package's directory.
    ///   - variables: of the playbook's.
    public static func playbook(_ path: String, _ variables: [String: String]) async throws -> String {
        let home = FileManager.default.temporaryDirectory.appending(path: "ansible-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: home) }
        var all = variables
        all["ansible_python_interpreter"] = "\(BuiltProgram.clients)/venv/bin/python"
        let json = String(decoding: try JSONEncoder().encode(all), as: UTF8.self)
        return try await output(
            "ansible-playbook", ["-i", "localhost,", "-c", "local", "-e", json, "\(BuiltProgram.package)/\(path)"],
            [
                "ANSIBLE_COLLECTIONS_PATH": "\(BuiltProgram.clients)/collections", "ANSIBLE_HOME": home,
                "ANSIBLE_LOCALHOST_WARNING": "False", "HOME": home,
            ])
    }

    private static func output(_ program: String, _ arguments: [String], _ environment: [String: String]) async throws -> String {
        var command = Command(executable: "\(BuiltProgram.clients)/venv/bin/\(program)", arguments: arguments, deadline: .seconds(240))
        command.environment.merge(environment) { $1 }
        let output = try await LocalMachine().run(command)
        guard output.succeeded else { throw Failed(description: "\(output.text)\(output.errorText)") }
        return output.text
    }
}
