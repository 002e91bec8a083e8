import BuiltServer
import Foundation
import StrataDriverKit
import Testing
import VSphereCenter
import VSphereSimulator
import XMLDocuments

/// Clients of vSphere that nobody here wrote, unchanged.
@Suite(.timeLimit(.minutes(5))) struct ClientTests {
    @Test func `pyvmomi takes machines through their lives, watches them, and is refused what cannot be`() async throws {
        try await TestCenter.run { (center) async throws in
            let report = try await ThirdPartyTool.python(
                "Tests/VSphereSimulatorTests/Scripts/pyvmomi_life.py", ["\(center.port)", center.password])
            #expect(
                report.split(separator: "\n") == [
                    "login ok", "inventory ok", "create ok", "power ok", "reconfigure ok", "snapshots ok", "clones ok", "moves ok",
                    "events ok",
                    "performance ok", "delete ok", "logout ok",
                ])
        }
    }

    @Test(arguments: [false, true])
    func `pyvmomi takes a machine out and puts it in again, and handles files, with and without a vCenter`(isESXi: Bool) async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
            if isESXi { inventory.makeESXi() }
        } _: { (center) async throws in
            let report = try await ThirdPartyTool.python(
                "Tests/VSphereSimulatorTests/Scripts/pyvmomi_files.py",
                [
                    "\(center.port)", center.user,
                    center.password,
                ])
            #expect(report == "files ok\n")
        }
    }

    @Test func `govmomi's client makes categories and tags, attaches and lists them, and is refused what cannot be`() async throws {
        try await TestCenter.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "web")]
        } _: { (center) async throws in
            let calls = try await SOAPCalls(center)
            let found = try await calls.call(
                "FindByInventoryPath", on: "SearchIndex:SearchIndex", "<inventoryPath>dc1/vm/web</inventoryPath>")
            let machine = try #require(found.body["returnval"]?.text)
            let user = center.user.replacing("@", with: "%40")
            let password = center.password.replacing(" ", with: "%20")
            let said = try await LocalMachine().check(
                Command(
                    executable: "\(BuiltProgram.package)/.build-tools/vcsim",
                    arguments: ["-tags", "https://\(user):\(password)@127.0.0.1:\(center.port)/sdk", "-machine", machine],
                    deadline: .seconds(60)))
            #expect(said.text == "\(machine) test\n1 production\n0\n", "\(said.text)")
        }
    }

    @Test func `Ansible's community.vmware makes, changes, copies, moves and removes, and tells of what fails`() async throws {
        try await TestCenter.run(speed: 100) { inventory in
            var template = Inventory.NewMachine(name: "template")
            template.isTemplate = true
            inventory.machines = [template]
        } _: { (center) async throws in
            let report = try await ThirdPartyTool.playbook(
                "Tests/VSphereSimulatorTests/Scripts/life.yaml", ["server_port": "\(center.port)", "secret": center.password])
            #expect(report.contains("failed=0"))
            #expect(report.contains("ignored=2"))
        }
    }

    @Test func `the table of types is what pyvmomi's description says`() async throws {
        let made = try await ThirdPartyTool.python("tools/vsphere-types")
        let kept = try String(
            contentsOf: URL(filePath: "\(BuiltProgram.package)/Sources/Simulators/VSphere/Generated/VimTypes.swift"), encoding: .utf8)
        #expect(made == kept, "tools/vsphere-types makes another")
    }
}
