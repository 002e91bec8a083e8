import StrataAPI
import StrataDriverKit
import Testing
import VSphereCenter
import VSphereSimulator

@testable import LibvirtDriver

/// A host of ESXi through libvirt's own client of vSphere, which the simulated host does not know.
@Suite(.timeLimit(.minutes(2))) struct `Over a host of ESXi` {
    private static func with(_ change: (inout SiteConnection) -> Void = { _ in }, _ body: (LibvirtDriver) async throws -> Void) async throws
    {
        try await TestCenter.run(hosts: 1) { inventory in
            inventory.makeESXi()
            var web = Inventory.NewMachine(name: "web")
            (web.cpus, web.memory, web.isRunning) = (2, 2048, true)
            var other = Inventory.NewMachine(name: "a \"b\" | ü")
            other.isRunning = false
            inventory.machines = [web, other]
        } _: { center in
            var connection = SiteConnection(
                site: "esx", machine: LocalMachine(), options: ["uri": .string("esx://127.0.0.1:\(center.port)/?no_verify=1")],
                secrets: ["username": Array(center.user.utf8), "password": Array((center.password + "\n").utf8)])
            change(&connection)
            let driver = try await LibvirtDriver.connect(connection)
            let result: Result<Void, any Error>
            do { result = .success(try await body(driver)) } catch { result = .failure(error) }
            await driver.close()
            try result.get()
        }
    }

    @Test func `machines are shown as they are, and stay as they are`() async throws {
        try await Self.with { (driver) async throws in
            let machines = try await driver.list().sorted { $0.id.text > $1.id.text }
            #expect(machines.map(\.id.text) == ["web", "a \"b\" | ü"])
            #expect(machines.map(\.power) == [.running, .stopped])
            #expect(machines.first?.memory == Quantity(bytes: 2 << 30))
            #expect(machines.first?.cpuCores == 2)
            #expect(machines.allSatisfy { $0.owner == nil })
            var instance = Instance(name: ObjectName(namespace: "default", name: "web"))
            instance.metadata.uid = .random()
            let order = Order(instance, type: .virtualMachine, image: nil, stack: LibvirtDriver.stack)
            await #expect { _ = try await driver.changes(NativeID("web"), to: order) } throws: {
                "\($0)".contains("libvirt cannot note on machines of ESX whose they are") && "\($0)".contains("stack vsphere")
            }
            await #expect(throws: DriverError.self) { _ = try await driver.update(NativeID("web"), to: order) }
            await #expect(throws: DriverError.self) { try await driver.delete(NativeID("web"), owner: instance.metadata.uid) }
            #expect(try await driver.list().count == 2)
        }
    }

    @Test func `what others change is seen by the next list`() async throws {
        try await Self.with { (driver) async throws in
            let id = NativeID("web")
            try await driver.pause(id)
            #expect(try await driver.observe(id)?.power == .paused)
            try await driver.resume(id)
            try await driver.stop(id, grace: .zero)
            #expect(try await driver.list().first { $0.id == id }?.power == .stopped)
            try await driver.start(id)
            #expect(try await driver.list().first { $0.id == id }?.power == .running)
        }
    }

    @Test func `a survey names the host, and says of each ability why it is not there`() async throws {
        try await Self.with { (driver) async throws in
            let survey = try await driver.survey()
            #expect(survey.hosts.map(\.name) == ["esx1.sim.local"])
            #expect(survey.hosts.first?.status.cpus == 32)
            #expect(survey.boxes.first { $0.id == "vmware" }?.facts["type"] == "ESX")
            #expect(survey.support.count == Ability.allCases.count)
            #expect(survey.support.values.allSatisfy { !$0.isUsable })
        }
    }

    @Test func `a host of a vCenter's shows what runs on it`() async throws {
        try await TestCenter.run(hosts: 2) { inventory in
            var web = Inventory.NewMachine(name: "web")
            web.host = "esx1.sim.local"
            var other = Inventory.NewMachine(name: "other")
            other.host = "esx2.sim.local"
            inventory.machines = [web, other]
        } _: { center in
            let uri = "vpx://127.0.0.1:\(center.port)/dc1/cluster1/esx1.sim.local?no_verify=1"
            let connection = SiteConnection(
                site: "vc", machine: LocalMachine(), options: ["uri": .string(uri)],
                secrets: ["username": Array(center.user.utf8), "password": Array(center.password.utf8)])
            let driver = try await LibvirtDriver.connect(connection)
            let result: Result<[ObservedInstance], any Error>
            do { result = .success(try await driver.list()) } catch { result = .failure(error) }
            await driver.close()
            #expect(try result.get().map(\.id.text) == ["web"])
        }
    }

    @Test(
        arguments: [
            ([:], "Missing authentication credentials"),
            (["username": Array("root".utf8), "password": Array("wrong".utf8)], "incorrect user name or password"),
            (["username": Array("root".utf8), "password": [0x61, 0]], "not one line of text"),
        ] as [([String: [UInt8]], String)])
    func `who has no password is told what is missing`(secrets: [String: [UInt8]], words: String) async throws {
        await #expect {
            try await Self.with {
                $0.secrets = secrets
            } _: { _ in
            }
        } throws: { "\($0)".contains(words) }
    }
}
