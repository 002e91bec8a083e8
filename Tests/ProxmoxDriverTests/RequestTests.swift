import BuiltServer
import HTTPS
import Proxmox
import ProxmoxCluster
@testable import ProxmoxDriver
import ProxmoxSimulator
import SimulatorKit
import StrataAPI
import StrataDriverKit
import Testing

/// Every request of the driver against the interface as its makers describe it.
@Suite(.timeLimit(.minutes(3))) struct RequestTests {
    @Test func `each request has a path, parameters and types that the makers' description has`() async throws {
        let description = try InterfaceDescription(readingFrom: "\(BuiltProgram.clients)/proxmox.json")
        let requests = try await Self.requests()
        var methods: Set<String> = []
        for request in requests {
            let name = "\(request.method) /\(request.path.joined(separator: "/"))"
            let (template, method) = try #require(description.method(request.method, at: request.path), "\(name) is not described")
            methods.insert("\(request.method) \(template)")
            let places = template.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
            let given = Set(request.parameters.map(\.name))
            #expect(method.required.subtracting(places).isSubset(of: given), "\(name) lacks what is required")
            for parameter in request.parameters {
                let type = method.type(of: parameter.name)
                #expect(type != nil, "\(name): \(parameter.name) is not described")
                #expect(Self.fits(parameter.value, type ?? "", method, parameter.name), "\(name): \(parameter.name)=\(parameter.value)")
            }
        }
        // So that it cannot pass by asking for nothing.
        #expect(methods.count >= 35, "\(methods.sorted())")
    }

    private static func fits(_ value: String, _ type: String, _ method: InterfaceDescription.Method, _ name: String) -> Bool {
        let range = method.range(of: name)
        switch type {
        case "boolean": return value == "0" || value == "1"
        case "integer", "number":
            guard let number = type == "integer" ? Int(value).map(Double.init) : Double(value) else { return false }
            return number >= range.least ?? -.infinity && number <= range.greatest ?? .infinity
        default: return method.choices(of: name)?.contains(value) ?? true
        }
    }

    /// What a driver asks for that does all that it can.
    private static func requests() async throws -> [RecordedRequest] {
        let recorder = Recorder()
        try await Yard.run(options: ["pool": "team", "createPool": true]) { inventory in
            var template = Inventory.NewGuest(number: 900, name: "debian-12")
            template.isTemplate = true
            inventory.guests = [template]
            inventory.storages[1].isShared = true
        } _: { yard in
            yard.cluster.simulator.record()
            let other = try await ProxmoxDriver.connect(yard.cluster.connection(["pool": "new", "createPool": true]))
            await other.close()
            let driver = yard.driver
            _ = try await driver.survey()
            let order = try yard.order("a") { instance in
                instance.spec.cpu.cores = 1.5
                instance.spec.memory = Quantity("256Mi")
                instance.spec.disk = Quantity("2Gi")
                instance.spec.stack["proxmox"] = ["firmware": "UEFI", "cloudInit": ["user": "ops", "sshKeys": ["ssh-rsa x"]], "vlan": 3]
            }
            let id = try await driver.create(order)
            try await driver.start(id)
            _ = try await driver.list()
            let session = try await driver.console(id, terminal: TerminalSize(columns: 80, rows: 24))
            for try await _ in session.output { break }
            await session.terminate()
            let screen = try await driver.screen(id)
            for try await _ in screen.output { break }
            await screen.terminate()
            let command = try await driver.exec(id, ExecRequest(command: ["cat"], environment: ["A": "b"], hasInput: true))
            try await command.send([0x61])
            command.endInput()
            for try await _ in command.output {}
            #expect(try await command.exit == .exited(0))
            try await driver.pause(id)
            try await driver.resume(id)
            try await driver.reset(id)
            let snapshot = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "tests", name: "s"), withMemory: true)
            let taken = try await driver.takeSnapshot(id, snapshot)
            try await driver.suspend(id)
            try await driver.start(id)
            try await driver.revert(id, to: taken)
            var changed = order
            changed.memory = Quantity("512Mi")
            changed.cpuCores = 3
            #expect(try await driver.update(id, to: changed) == ["spec.cpu.cores", "spec.memory"])
            _ = try await driver.changes(id, to: changed)
            let copy = try yard.order("copy")
            let clone = try await driver.clone(copy, of: id, at: taken)
            try await driver.deleteSnapshot(id, taken, owner: snapshot.uid)
            try await driver.stop(id, grace: .seconds(3))
            try await driver.delete(id, owner: order.uid)
            try await driver.delete(clone, owner: copy.uid)
            try await requestsForOwnImages(yard)
            let container = try yard.containerOrder("ct") { $0.spec.stack["proxmox"] = ["nesting": true] }
            let ct = try await driver.create(container)
            try await driver.start(ct)
            _ = try await driver.list()
            try await driver.stop(ct, grace: .zero)
            try await driver.delete(ct, owner: container.uid)
            recorder.requests = yard.cluster.simulator.recorded
        }
        return recorder.requests
    }

    /// A guest of a template, on another node than it, a linked one, and one of a backup of that.
    private static func requestsForOwnImages(_ yard: Yard) async throws {
        func make(_ image: String, _ options: JSONValue) async throws -> (NativeID, Order) {
            var order = try yard.order("own") { $0.spec.stack["proxmox"] = options }
            (order.image, order.nativeImage) = (nil, image)
            return (try await yard.driver.create(order), order)
        }
        let (full, first) = try await make("debian-12", ["node": "pve2", "storage": "local-lvm", "cloudInit": ["user": "ops"]])
        try await yard.driver.delete(full, owner: first.uid)
        let (linked, second) = try await make("900", ["clone": "Linked"])
        let node = try #require(try await yard.driver.observe(linked)?.host)
        let backup = BackupOrder(uid: .random(), name: ObjectName(namespace: "tests", name: "b"), storage: "local")
        // So that the driver writes the notes by itself.
        yard.cluster.simulator.disturbances.arm("notes-lost")
        let kept = try await yard.driver.backUp(linked, backup)
        #expect(try await yard.driver.findBackup(of: linked, owner: backup.uid) == kept)
        let (restored, third) = try await make(kept.id.text, ["node": .string(node)])
        try await yard.driver.delete(restored, owner: third.uid)
        try await yard.driver.delete(linked, owner: second.uid)
        for _ in 0..<2 { try await yard.driver.deleteBackup(kept.id, owner: backup.uid) }
    }

    private final class Recorder { var requests: [RecordedRequest] = [] }
}
