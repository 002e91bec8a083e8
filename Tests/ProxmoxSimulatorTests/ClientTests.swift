import BuiltServer
import ProxmoxCluster
import ProxmoxSimulator
import StrataDriverKit
import Testing

/// Clients of Proxmox VE that nobody here wrote, unchanged.
@Suite(.timeLimit(.minutes(5))) struct ClientTests {
    @Test func `proxmoxer logs in by password and by token, and takes machines through their lives`() async throws {
        try await TestCluster.run { (cluster) async throws in
            let report = try await ThirdPartyTool.python(
                "Tests/ProxmoxSimulatorTests/Scripts/proxmoxer_life.py",
                [
                    "\(cluster.port)", cluster.password,
                    cluster.secret,
                ])
            #expect(report == "password ok\ntoken ok\nrefusals ok\n")
        }
    }

    @Test func `Ansible's community.proxmox makes, changes, copies, moves and removes, and tells of what fails`() async throws {
        try await TestCluster.run { inventory in
            var container = Inventory.NewGuest(number: 100, name: "ct")
            container.isContainer = true
            inventory.guests = [container]
        } _: { (cluster) async throws in
            let report = try await ThirdPartyTool.playbook(
                "Tests/ProxmoxSimulatorTests/Scripts/life.yaml", ["server_port": "\(cluster.port)", "secret": cluster.secret])
            #expect(report.contains("failed=0"))
            #expect(report.contains("ignored=2"))
        }
    }
}
