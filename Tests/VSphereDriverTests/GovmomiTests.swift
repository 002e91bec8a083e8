import Foundation
import GovmomiSimulator
import HTTPS
import StrataAPI
import StrataDriverKit
import TLSTrust
import Testing
import VSphere
import VSphereDriver

/// The driver against a server that nobody here wrote.
@Suite(.timeLimit(.minutes(3))) struct GovmomiTests {
    @Test func `a vCenter's machines and hosts are there, with the boxes of its picture`() async throws {
        try await Self.with { driver, _ in
            let survey = try await driver.survey()
            #expect(survey.version == "6.5.0")
            #expect(survey.hosts.count == 4)
            #expect(survey.hosts.allSatisfy { $0.status.cpus == 2 && $0.status.memory?.value == 4_294_430_720 })
            #expect(survey.boxes.first { $0.id == "vcenter" }?.state == .present)
            #expect(survey.boxes.first { $0.id == "drs" }?.facts["clusters"] == "DC0_C0")
            let machines = try await driver.list()
            #expect(machines.count == 4)
            #expect(machines.allSatisfy { $0.power == .running && $0.owner == nil && $0.host.hasPrefix("DC0_") && $0.cpuCores == 1 })
            #expect(Set(machines.map(\.name)) == ["DC0_H0_VM0", "DC0_H0_VM1", "DC0_C0_RP0_VM0", "DC0_C0_RP0_VM1"])
            // What was measured of machines that run is there from the second list on.
            let usages = try await driver.list().map(\.usage)
            #expect(usages.allSatisfy { ($0.cores ?? 0) > 0 && $0.networkReceived != nil }, "\(usages)")
        }
    }

    @Test func `a machine is made of an image, started, changed, kept, reverted, copied and removed`() async throws {
        try await Self.with { driver, directory in
            let order = try Self.order("web", directory) { instance in
                instance.spec.cpu.cores = 2
                instance.spec.memory = Quantity("256Mi")
                instance.spec.disk = Quantity("1Gi")
            }
            let id = try await driver.create(order)
            #expect(id.text == order.uid.text)
            #expect(try await driver.create(order) == id)
            var seen = try #require(try await driver.observe(id))
            #expect(seen.owner == order.uid && seen.ownerName == "tests/web" && seen.power == .stopped && seen.name == "web")
            #expect(seen.cpuCores == 2 && seen.memory?.text == "256Mi")
            #expect(try await driver.changes(id, to: order).map(\.difference) == [])

            try await driver.start(id)
            try await driver.start(id)
            #expect(try await driver.observe(id)?.power == .running)
            try await driver.suspend(id)
            #expect(try await driver.observe(id)?.power == .suspended)
            try await driver.start(id)
            try await driver.reset(id)
            try await driver.stop(id, grace: .zero)
            #expect(try await driver.observe(id)?.power == .stopped)

            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "tests", name: "before"))
            let taken = try await driver.takeSnapshot(id, snapshot)
            #expect(try await driver.takeSnapshot(id, snapshot) == taken)
            #expect(try await driver.snapshots(id).map(\.owner) == [snapshot.uid])
            await #expect(throws: DriverError.self) { try await driver.deleteSnapshot(id, taken, owner: .random()) }
            try await driver.deleteSnapshot(id, taken, owner: snapshot.uid)
            #expect(try await driver.snapshots(id).isEmpty)

            let copy = try Self.order("copy", directory)
            let clone = try await driver.clone(copy, of: id, at: nil)
            #expect(try await driver.clone(copy, of: id, at: nil) == clone)
            seen = try #require(try await driver.observe(clone))
            #expect(seen.owner == copy.uid && seen.name == "copy" && seen.power == .stopped)
            #expect(try await driver.observe(id)?.owner == order.uid)

            await #expect(throws: DriverError.self) { try await driver.delete(id, owner: copy.uid) }
            for (id, owner) in [(id, order.uid), (clone, copy.uid)] {
                try await driver.delete(id, owner: owner)
                try await driver.delete(id, owner: owner)
                #expect(try await driver.observe(id) == nil)
            }
            #expect(try await driver.list().count == 4)
        }
    }

    @Test func `what a machine is changed to takes effect, and a second look finds nothing to change`() async throws {
        try await Self.with { driver, directory in
            var order = try Self.order("db", directory)
            let id = try await driver.create(order)
            order.cpuCores = 4
            order.memory = Quantity("1Gi")
            let changes = try await driver.changes(id, to: order)
            #expect(changes.map(\.difference.field) == ["spec.cpu.cores", "spec.memory"])
            #expect(try await driver.update(id, to: order) == [])
            let seen = try #require(try await driver.observe(id))
            #expect(seen.cpuCores == 4 && seen.memory?.text == "1Gi")
            #expect(try await driver.changes(id, to: order).isEmpty)
        }
    }

    @Test func `a machine that is taken over keeps its notes and its size`() async throws {
        try await Self.with { driver, directory in
            let machine = try #require(try await driver.list().first { $0.name == "DC0_H0_VM0" })
            var order = try Self.order("adopted", directory)
            order.image = nil
            #expect(try await driver.changes(machine.id, to: order).isEmpty)
            #expect(try await driver.update(machine.id, to: order) == [])
            let seen = try #require(try await driver.observe(machine.id))
            #expect(seen.owner == order.uid && seen.name == "DC0_H0_VM0" && seen.cpuCores == machine.cpuCores)
            let other = try Self.order("other", directory)
            await #expect(throws: DriverError.self) { try await driver.update(machine.id, to: other) }
        }
    }

    @Test func `a template is no machine, and machines are made of it by its name`() async throws {
        try await Self.inDirectory { directory, simulator in
            let driver = try await VSphereDriver.connect(simulator.connection())
            let client = try await Self.client(simulator)
            let machine = try #require(try await driver.list().first { $0.name == "DC0_H0_VM0" })
            try await driver.stop(machine.id, grace: .zero)
            let objects = try await client.readAll([PropertyWish("VirtualMachine", ["name"])], below: client.content.rootFolder)
            let object = try #require(objects.first { $0.text("name") == "DC0_H0_VM0" }?.object)
            _ = try await client.call("MarkAsTemplate", on: object)
            #expect(try await driver.list().allSatisfy { $0.name != "DC0_H0_VM0" })
            #expect(try await driver.observe(machine.id) == nil)

            #expect(try await driver.type(ofImage: "DC0_H0_VM0", wanted: nil) == .virtualMachine)
            await #expect {
                _ = try await driver.type(ofImage: "none", wanted: nil)
            } throws: {
                "\($0)".contains("DC0_H0_VM0")
            }
            var order = try Self.order("of-a-template", directory) { $0.spec.memory = Quantity("256Mi") }
            (order.image, order.nativeImage) = (nil, "DC0_H0_VM0")
            let id = try await driver.create(order)
            #expect(try await driver.create(order) == id)
            let seen = try #require(try await driver.observe(id))
            #expect(seen.owner == order.uid && seen.memory?.text == "256Mi" && seen.power == .stopped)
            await client.close()
            await driver.close()
        }
    }

    private static func client(_ simulator: GovmomiSimulator) async throws -> VSphereClient {
        let http = { try HTTPSClient(host: "127.0.0.1", port: simulator.port, trust: .authorities(Array(simulator.certificate.utf8))) }
        return try await VSphereClient(http(), waiting: http(), user: simulator.username, password: simulator.password)
    }

    @Test func `a change by others is told of within a second`() async throws {
        try await Self.with { driver, directory in
            let machine = try #require(try await driver.list().first)
            var changes = try await driver.changes().makeAsyncIterator()
            try await driver.stop(machine.id, grace: .zero)
            #expect(try await changes.next() == machine.id)
        }
    }

    @Test func `a single host makes machines too, and says that it copies none`() async throws {
        try await Self.with(["-esxi"]) { driver, directory in
            let survey = try await driver.survey()
            #expect(survey.hosts.count == 1 && survey.support[.clone]?.isUsable == false)
            #expect(survey.boxes.first { $0.id == "vcenter" }?.state == .missing)
            let order = try Self.order("edge", directory)
            let id = try await driver.create(order)
            try await driver.start(id)
            #expect(try await driver.observe(id)?.power == .running)
            await #expect(throws: DriverError.self) { _ = try await driver.clone(try Self.order("copy", directory), of: id, at: nil) }
            try await driver.delete(id, owner: order.uid)
            #expect(try await driver.observe(id) == nil)
        }
    }

    @Test func `a folder of its own sets a site apart`() async throws {
        try await GovmomiSimulator.run { simulator in
            await #expect(throws: DriverError.self) {
                _ = try await VSphereDriver.connect(simulator.connection(["folder": "lab/a"]))
            }
            for _ in 0..<2 {
                let driver = try await VSphereDriver.connect(simulator.connection(["folder": "lab/a", "createFolder": true]))
                #expect(try await driver.list().isEmpty)
                await driver.close()
            }
        }
    }

    @Test func `a wrong password and a wrong certificate are refused with what helps`() async throws {
        try await GovmomiSimulator.run { simulator in
            var connection = simulator.connection()
            connection.network?.secrets["password"] = Array("wrong".utf8)
            await Self.expectRefusal(connection, naming: "InvalidLogin")
            connection = simulator.connection()
            connection.network?.secrets["ca.crt"] = nil
            connection.network?.secrets["fingerprint"] = Array(String(repeating: "AB", count: 32).utf8)
            await Self.expectRefusal(connection, naming: "another certificate")
        }
    }

    private static func expectRefusal(_ connection: SiteConnection, naming words: String) async {
        await #expect {
            _ = try await VSphereDriver.connect(connection)
        } throws: {
            guard case .refused(let failure)? = $0 as? DriverError else { return false }
            return failure.answer.contains(words)
        }
    }

    static func with(
        _ arguments: [String] = [], _ body: (VSphereDriver, _ directory: String) async throws -> Void
    ) async throws {
        try await inDirectory(arguments) { directory, simulator in
            let driver = try await VSphereDriver.connect(simulator.connection(stateDirectory: directory))
            let result: Result<Void, any Error>
            do { result = .success(try await body(driver, directory)) } catch { result = .failure(error) }
            await driver.close()
            try result.get()
        }
    }

    static func inDirectory(
        _ arguments: [String] = [], _ body: (_ directory: String, GovmomiSimulator) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "strata-vsphere-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await GovmomiSimulator.run(arguments) { try await body(directory, $0) }
    }

    /// An order for a machine from a small disk.
    static func order(_ name: String, _ directory: String, _ change: (inout Instance) -> Void = { _ in }) throws -> Order {
        let path = "\(directory)/strata-vsphere-\(name).raw"
        let bytes = Data((0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 >> 9) })
        try bytes.write(to: URL(filePath: path))
        let image = StoredImage(
            digest: "sha256:\(String(repeating: "ab", count: 32))", path: path, form: .rawDisk, size: Int64(bytes.count),
            type: .virtualMachine, architecture: "amd64", command: [], stopSignal: "")
        var instance = Instance(name: ObjectName(namespace: "tests", name: name))
        instance.metadata.uid = .random()
        change(&instance)
        return Order(instance, type: .virtualMachine, image: image, stack: VSphereDriver.stack)
    }
}
