import BuiltServer
import Foundation
import ProxmoxCluster
import ProxmoxSimulator
import StrataDriverKit
import Testing

/// Clients of Proxmox VE that nobody here wrote, unchanged.
@Suite(.timeLimit(.minutes(5))) struct ClientTests {
    @Test func `proxmoxer logs in by password and by token, and takes machines through their lives`() async throws {
        try await TestCluster.run { (cluster) async throws in
            let report = try await Self.succeed(
                "\(BuiltProgram.clients)/venv/bin/python",
                [
                    "\(BuiltProgram.package)/Tests/ProxmoxSimulatorTests/Scripts/proxmoxer_life.py", "\(cluster.port)", cluster.password,
                    cluster.secret,
                ])
            #expect(report == "password ok\ntoken ok\nrefusals ok\n")
        }
    }

    @Test func `Ansible's community.proxmox makes, changes, copies, moves and removes, and tells of what fails`() async throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "ansible-\(UUID())").path()
        defer { try? FileManager.default.removeItem(atPath: home) }
        try await TestCluster.run { inventory in
            var container = Inventory.NewGuest(number: 100, name: "ct")
            container.isContainer = true
            inventory.guests = [container]
        } _: { (cluster) async throws in
            let python = "\(BuiltProgram.clients)/venv/bin/python"
            let report = try await Self.succeed(
                "\(BuiltProgram.clients)/venv/bin/ansible-playbook",
                [
                    "-i", "localhost,", "-c", "local", "-e", "ansible_python_interpreter=\(python)", "-e", "server_port=\(cluster.port)",
                    "-e",
                    "secret=\(cluster.secret)", "\(BuiltProgram.package)/Tests/ProxmoxSimulatorTests/Scripts/life.yaml",
                ],
                [
                    "ANSIBLE_COLLECTIONS_PATH": "\(BuiltProgram.clients)/collections", "ANSIBLE_HOME": home,
                    "ANSIBLE_LOCALHOST_WARNING": "False", "HOME": home,
                ])
            #expect(report.contains("failed=0"))
            #expect(report.contains("ignored=2"))
        }
    }

    private struct Failed: Error, CustomStringConvertible { var description: String }

    private static func succeed(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) async throws -> String {
        var command = Command(executable: program, arguments: arguments, deadline: .seconds(240))
        command.environment.merge(environment) { $1 }
        let output = try await LocalMachine().run(command)
        guard output.succeeded else { throw Failed(description: "\(output.text)\(output.errorText)") }
        return output.text
    }
}
