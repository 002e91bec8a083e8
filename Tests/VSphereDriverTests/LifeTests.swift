import Foundation
import HTTPS
import StrataAPI
import StrataDriverKit
import TLSTrust
import Testing
import VSphere
import VSphereCenter
import VSphereDriver
import VSphereSimulator
import XMLDocuments

/// What is particular to this stack, beside what the conformance suite tries with every driver.
@Suite(.timeLimit(.minutes(3))) struct LifeTests {
    @Test func `a running machine is given more at once, and less when it starts next`() async throws {
        try await Yard.run { (yard) async throws in
            var order = try yard.order("web") { instance in
                instance.spec.cpu.cores = 2
                instance.spec.memory = Quantity("512Mi")
            }
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            (order.cpuCores, order.memory) = (4, Quantity("1Gi"))
            #expect(try await yard.driver.update(id, to: order) == [])
            var seen = try #require(try await yard.driver.observe(id))
            #expect(seen.cpuCores == 4 && seen.memory?.text == "1Gi" && seen.power == .running)

            (order.cpuCores, order.memory) = (1, Quantity("256Mi"))
            #expect(try await yard.driver.update(id, to: order) == ["spec.cpu.cores", "spec.memory"])
            #expect(try await yard.driver.changes(id, to: order).isEmpty)
            seen = try #require(try await yard.driver.observe(id))
            #expect(seen.cpuCores == 4 && seen.memory?.text == "1Gi")
            try await yard.driver.stop(id, grace: .seconds(20))
            try await yard.driver.start(id)
            seen = try #require(try await yard.driver.observe(id))
            #expect(seen.cpuCores == 1 && seen.memory?.text == "256Mi")
            #expect(try await yard.driver.changes(id, to: order).isEmpty)
        }
    }

    @Test func `a machine that may not be given more while it runs gets it when it starts next`() async throws {
        try await Yard.run { (yard) async throws in
            var order = try yard.order("web") { $0.spec.stack["vsphere"] = ["hotAdd": false] }
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            order.memory = Quantity("2Gi")
            #expect(try await yard.driver.update(id, to: order) == ["spec.memory"])
            try await yard.driver.stop(id, grace: .zero)
            try await yard.driver.start(id)
            #expect(try await yard.driver.observe(id)?.memory?.text == "2Gi")
        }
    }

    @Test func `another host and another datastore take a machine over while it runs`() async throws {
        try await Yard.run { (yard) async throws in
            func order(_ host: String, _ datastore: String) throws -> Order {
                try yard.order("web") { instance in
                    instance.metadata.uid = UID("6f1c0a52-0000-4000-8000-000000000001")
                    instance.spec.stack["vsphere"] = ["host": .string(host), "datastore": .string(datastore)]
                }
            }
            let hosts = try await yard.driver.survey().hosts.map(\.name)
            let id = try await yard.driver.create(try order(hosts[0], "datastore1"))
            try await yard.driver.start(id)
            #expect(try await yard.driver.observe(id)?.host == hosts[0])
            let there = try order(hosts[1], "datastore2")
            #expect(
                try await yard.driver.changes(id, to: there).map(\.difference.field) == [
                    "spec.stack.vsphere.datastore", "spec.stack.vsphere.host",
                ])
            #expect(try await yard.driver.update(id, to: there) == [])
            let seen = try #require(try await yard.driver.observe(id))
            #expect(seen.host == hosts[1] && seen.power == .running)
            #expect(try await yard.driver.changes(id, to: there).isEmpty)
        }
    }

    @Test func `a machine gets what its order says`() async throws {
        try await Yard.run { (yard) async throws in
            let order = try yard.order("web.example") { instance in
                instance.spec.disk = Quantity("2Gi")
                instance.spec.hostname = "web"
                instance.spec.stack["vsphere"] = [
                    "guestID": "debian12_64Guest", "firmware": "UEFI", "controller": "VirtualLsiLogicController",
                    "adapter": "VirtualE1000e",
                    "config": ["isolation.tools.copy.disable": "TRUE"],
                    "cloudInit": ["userData": "#cloud-config\nusers: []\n", "networkConfig": "version: 2"],
                ]
            }
            let id = try await yard.driver.create(order)
            #expect(try await yard.driver.changes(id, to: order).isEmpty)
            let config = try #require(
                try await Self.read(
                    yard, "web.example", ["config.guestId", "config.firmware", "config.extraConfig", "config.hardware.device"]))
            #expect(config.text("config.guestId") == "debian12_64Guest" && config.text("config.firmware") == "efi")
            let settings = Dictionary(
                (config["config.extraConfig"]?.children ?? []).map { ($0["key"]?.text ?? "", $0["value"]?.text ?? "") },
                uniquingKeysWith: { $1 })
            #expect(settings["isolation.tools.copy.disable"] == "TRUE")
            let told = try JSONValue(parsing: Array(try #require(Data(base64Encoded: settings["guestinfo.metadata"] ?? ""))))
            #expect(told["local-hostname"] == "web" && told["instance-id"]?.string == order.uid.text)
            #expect(told["network"]?.string.flatMap { Data(base64Encoded: $0) } == Data("version: 2".utf8))
            let types = (config["config.hardware.device"]?.children ?? []).map(\.valueType)
            #expect(types.contains("VirtualLsiLogicController") && types.contains("VirtualE1000e"))
            let disk = config["config.hardware.device"]?.children.first { $0.valueType == "VirtualDisk" }
            #expect(disk?["capacityInKB"]?.text == "\(2 << 20)")
        }
    }

    @Test func `a change that another user made is told with who it was`() async throws {
        try await Yard.run { inventory in
            inventory.machines = [Inventory.NewMachine(name: "a")]
            inventory.users = [Inventory.User(name: "ops@vsphere.local", password: "another", role: "Administrator")]
        } _: { (yard) async throws in
            var changes = try await yard.driver.changes().makeAsyncIterator()
            let client = try await yard.client("ops@vsphere.local", "another")
            let object = try #require(
                try await client.readAll([PropertyWish("VirtualMachine", ["name"])], below: client.content.rootFolder).first?.object)
            try await client.perform("ReconfigVM_Task", on: object, [XMLElement("spec", [], [.plain("annotation", "changed")])])
            // The change is told first, and then who made it.
            var user = ""
            while user.isEmpty, let id = try await changes.next() { user = try await yard.driver.observe(id)?.lastChange?.user ?? "" }
            #expect(user.lowercased().contains("ops"))
            await client.close()
        }
    }

    @Test func `what a machine's disk holds comes out as it went in`() async throws {
        try await Yard.run { (yard) async throws in
            let order = try yard.order("web")
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            let export = try await yard.driver.export(id, at: nil)
            #expect(export.parts.map(\.form) == [.qcow2])
            #expect(try await yard.driver.snapshots(id).isEmpty)
            let session = try await #require(export.parts.first).open()
            var bytes: [UInt8] = []
            for try await chunk in session.output where chunk.stream == .standardOutput { bytes += chunk.bytes }
            #expect(try await session.exit == .exited(0))
            await export.close()
            let directory = FileManager.default.temporaryDirectory.appending(path: "strata-out-\(UUID())")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let (packed, plain) = (directory.appending(path: "a.qcow2"), directory.appending(path: "a.raw"))
            try Data(bytes).write(to: packed)
            try await LocalMachine().check(
                Command(executable: "qemu-img", arguments: ["convert", "-O", "raw", packed.path(), plain.path()], deadline: .seconds(60)))
            let image = try #require(order.image)
            #expect(try Data(contentsOf: plain) == Data(contentsOf: URL(filePath: image.path)))
        }
    }

    @Test func `a machine that starts from a CD has an empty disk, and the CD is brought once`() async throws {
        try await Yard.run { (yard) async throws in
            for name in ["a", "b"] {
                var order = try yard.order(name) { $0.spec.disk = Quantity("4Gi") }
                order.image?.form = .iso
                let id = try await yard.driver.create(order)
                try await yard.driver.start(id)
                #expect(try await yard.driver.observe(id)?.power == .running)
            }
            #expect(yard.center.simulator.takeCounts()["PUT"] ?? 1 == 1)
        }
    }

    private static func read(_ yard: Yard, _ name: String, _ paths: [String]) async throws -> ObjectContent? {
        let client = try await yard.client()
        let all = try await client.readAll([PropertyWish("VirtualMachine", ["name"] + paths)], below: client.content.rootFolder)
        await client.close()
        return all.first { $0.text("name") == name }
    }

}
