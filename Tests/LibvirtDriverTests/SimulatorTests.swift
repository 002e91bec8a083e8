import PrivateLibvirt
import StrataAPI
import StrataDriverKit
import Testing

@testable import LibvirtDriver

/// The driver over libvirt's own simulator, which has no files and no guests.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `Over libvirt's simulator` {
    private static func connect(_ uri: String) async throws -> LibvirtDriver {
        try await LibvirtDriver.connect(SiteConnection(site: "test", machine: LocalMachine(), options: ["uri": .string(uri)]))
    }

    private static func withDriver(_ body: (LibvirtDriver) async throws -> Void) async throws {
        try await SimulatedNode.with { (uri) async throws in
            let driver = try await connect(uri)
            let result: Result<Void, any Error>
            do { result = .success(try await body(driver)) } catch { result = .failure(error) }
            await driver.close()
            try result.get()
        }
    }

    private static func order(_ name: String) -> Order {
        var instance = Instance(name: ObjectName(namespace: "default", name: name))
        instance.metadata.uid = .random()
        let image = StoredImage(
            digest: "sha256:\(String(repeating: "0", count: 64))", path: "/nothing", form: .kernel, size: 1, type: .virtualMachine,
            architecture: "amd64", command: [], stopSignal: "")
        return Order(instance, type: .virtualMachine, image: image, stack: "libvirt")
    }

    @Test func `a machine lives and is deleted, and strangers are seen`() async throws {
        try await Self.withDriver { (driver) async throws in
            let order = Self.order("a")
            let id = try await driver.create(order)
            try await driver.start(id)
            try await driver.pause(id)
            #expect(try await driver.observe(id)?.power == .paused)
            try await driver.resume(id)
            try await driver.suspend(id)
            #expect(try await driver.list().first { $0.id == id }?.power == .suspended)
            try await driver.stop(id, grace: .zero)
            #expect(try await driver.list().contains { $0.id.text == "test" && $0.owner == nil })
            try await driver.delete(id, owner: order.uid)
            #expect(try await driver.list().map(\.id.text) == ["test"])
        }
    }

    @Test func `a survey names version, host and what does not work`() async throws {
        try await Self.withDriver { (driver) async throws in
            let survey = try await driver.survey()
            #expect(survey.version.split(separator: ".").count == 3)
            #expect(survey.hosts.first?.status.cpus ?? 0 > 0)
            #expect(survey.support[.console]?.isUsable == false)
            #expect(survey.boxes.contains { $0.id == "dir-pool" && $0.state == .present })
        }
    }

    @Test(arguments: ["qemu:///system?command=/bin/sh", "qemu+ssh://h/system?COMMAND=x", "qemu+ext:///system", "no uri", "x"])
    func `a URI that would start a program, or is none, is refused`(uri: String) async throws {
        await #expect { _ = try await Self.connect(uri) } throws: {
            if case DriverError.refused = $0 { true } else { false }
        }
    }

    @Test func `what libvirt cannot keep of an order is refused, each with a sentence`() async throws {
        try await Self.withDriver { (driver) async throws in
            let changes: [(inout Order) -> Void] = [
                { $0.ports = [Instance.Port(port: 80, hostPort: 8080)] }, { $0.command = ["x"] }, { $0.environment = ["a": "b"] },
                { $0.processes = 3 }, { $0.hostname = "a b" }, { $0.options = ["unknown": 1] }, { $0.image = nil },
                { $0.type = .container },
                { $0.options = ["cpuModel": "a b"] },
            ]
            for change in changes {
                var order = Self.order("refused")
                change(&order)
                await #expect { _ = try await driver.create(order) } throws: { if case DriverError.refused = $0 { true } else { false } }
            }
            #expect(try await driver.list().map(\.id.text) == ["test"])
        }
    }
}
