import HTTPS
import Proxmox
import ProxmoxCluster
@testable import ProxmoxDriver
import ProxmoxSimulator
import SimulatorKit
import StrataAPI
import StrataDriverKit
import Testing

/// Guests that are made of what the cluster has: its templates, and files in its storages.
@Suite(.timeLimit(.minutes(3))) struct OwnImageTests {
    /// A cluster with a template of each kind, and an order for a guest of one.
    private static func run(shared: Bool = false, _ body: (Yard) async throws -> Void) async throws {
        try await Yard.run { inventory in
            for (number, name, isContainer) in [
                (900, "debian-12", false), (901, "debian-ct", true), (902, "twice", false), (903, "twice", false),
            ] {
                var guest = Inventory.NewGuest(number: number, name: name)
                guest.isContainer = isContainer
                guest.isTemplate = true
                guest.node = "pve2"
                guest.disk = 4
                inventory.guests.append(guest)
            }
            if shared { inventory.storages[1].isShared = true }
        } _: { yard in
            try await body(yard)
        }
    }

    private func order(
        _ yard: Yard, _ image: String, _ type: InstanceType = .virtualMachine, _ options: JSONValue = .object([:]), disk: String? = nil
    ) throws -> Order {
        var order = try yard.order("web") { instance in
            instance.spec.stack["proxmox"] = options
            instance.spec.disk = disk.flatMap { Quantity($0) }
            instance.spec.memory = Quantity("1Gi")
        }
        (order.image, order.nativeImage, order.type) = (nil, image, type)
        return order
    }

    @Test(arguments: [("debian-12", InstanceType.virtualMachine), ("900", .virtualMachine), ("debian-ct", .container), ("901", .container)])
    func `a template is an image, by its name and by its number`(name: String, type: InstanceType) async throws {
        try await Self.run { (yard) async throws in
            #expect(try await yard.driver.type(ofImage: name, wanted: nil) == type)
            let order = try order(yard, name, type, disk: "6Gi")
            let id = try await yard.driver.create(order)
            #expect(try await yard.driver.create(order) == id, "it is made once")
            let seen = try #require(try await yard.driver.observe(id))
            #expect(seen.owner == order.uid && seen.host == "pve2" && seen.type == type && seen.memory?.text == "1Gi")
            #expect(try await yard.driver.changes(id, to: order).isEmpty)
            try await yard.driver.start(id)
            #expect(try await yard.driver.list().map(\.id) == [id], "templates are no instances")
        }
    }

    @Test func `a clone is full unless a linked one is asked for, and what is particular is told in the request that tags it`() async throws
    {
        try await Self.run { (yard) async throws in
            yard.cluster.simulator.record()
            let full = try order(yard, "debian-12")
            _ = try await yard.driver.create(full)
            #expect(yard.sent("POST", "clone")["full"] == "1")
            let linked = try order(yard, "debian-12", .virtualMachine, ["clone": "Linked", "cloudInit": ["user": "ops"], "vlan": 7])
            let id = try await yard.driver.create(linked)
            #expect(yard.sent("POST", "clone")["full"] == "0")
            let config = yard.sent("PUT", "config")
            #expect(config["ciuser"] == "ops" && config["ipconfig0"] == "ip=dhcp" && config["ide3"] == "local-lvm:cloudinit")
            #expect(config["tags"]?.contains(linked.uid.text) == true && config["net0"]?.hasSuffix("bridge=vmbr0,tag=7") == true)
            try await yard.driver.delete(id, owner: linked.uid)
        }
    }

    @Test func `a linked clone says where its disks are by its template alone`() async throws {
        try await Self.run { (yard) async throws in
            let order = try order(yard, "debian-12", .virtualMachine, ["clone": "Linked", "storage": "local-lvm"])
            let error = await #expect(throws: DriverError.self) { try await yard.driver.create(order) }
            #expect("\(try #require(error))".contains("linked"))
        }
    }

    @Test func `an instance goes to another node than its template where all see the disks, and is refused where not`() async throws {
        try await Self.run(shared: true) { yard in
            let id = try await yard.driver.create(try order(yard, "debian-12", .virtualMachine, ["node": "pve3"]))
            #expect(try await yard.driver.observe(id)?.host == "pve3")
        }
        try await Self.run { (yard) async throws in
            let order = try order(yard, "debian-12", .virtualMachine, ["node": "pve3"])
            let error = await #expect(throws: DriverError.self) { try await yard.driver.create(order) }
            #expect("\(try #require(error))".contains("local storage"))
            #expect(try await yard.driver.list().isEmpty)
        }
    }

    @Test func `a copy that was cut short before it had its tags is found again`() async throws {
        try await Self.run { (yard) async throws in
            let order = try order(yard, "debian-12")
            yard.cluster.simulator.record()
            yard.cluster.simulator.disturbances.arm("task-hangs")
            let driver = yard.driver
            let first = Task { try await driver.create(order) }
            // Until it waits for its task, which never ends.
            while !yard.cluster.simulator.recorded.contains(where: { $0.path.contains("tasks") }) { await Task.yield() }
            first.cancel()
            await #expect(throws: DriverError.self) { try await first.value }
            let id = try await yard.driver.create(order)
            #expect(try await yard.driver.list().map(\.id) == [id])
        }
    }

    @Test(arguments: [
        ("nobody", "no template"), ("999", "no template"), ("twice", "are called that"), ("local:snippets/x", "no guest is made"),
        ("local:backup/vm/../x", "no volume"), ("local:backup/vzdump-qemu-1.vma", "no such file"),
        ("local:vztmpl/../x", "no volume"), ("local:", "no volume"), ("nowhere:iso/x.iso", "no such file"), ("a b", "no template's name"),
        ("local:iso/x.iso", "no such file"),
    ])
    func `what is no image of the cluster's is refused with what there could be`(name: String, words: String) async throws {
        try await Self.run { (yard) async throws in
            let error = await #expect(throws: DriverError.self) { try await yard.driver.type(ofImage: name, wanted: nil) }
            #expect("\(try #require(error))".contains(words), "\(String(describing: error))")
            await #expect(throws: DriverError.self) { try await yard.driver.create(try order(yard, name)) }
            #expect(try await yard.driver.list().isEmpty)
        }
    }

    @Test func `files that lie in a storage are images: templates of containers, disks and CDs`() async throws {
        try await Self.run { (yard) async throws in
            // Put there by guests that are made of them.
            for image in [try yard.order("a"), try yard.containerOrder("b")] { _ = try await yard.driver.create(image) }
            yard.cluster.simulator.record()
            let client = try await yard.driver.client.get(["nodes", "pve1", "storage", "local", "content"]).array ?? []
            let files = client.compactMap { $0["volid"]?.string }
            #expect(files.count == 2)
            for file in files {
                let type = try await yard.driver.type(ofImage: file, wanted: nil)
                #expect(type == (file.contains("vztmpl") ? .container : .virtualMachine))
                let order = try order(yard, file, type)
                let id = try await yard.driver.create(order)
                let sent = yard.sent("POST", type == .container ? "lxc" : "qemu")
                #expect((sent["ostemplate"] ?? sent["scsi0"])?.contains(file) == true)
                #expect(try await yard.driver.observe(id)?.host == "pve1", "on the node that has the file")
            }
        }
    }

    @Test(arguments: [("qemu/100", InstanceType.virtualMachine), ("lxc/101", .container)])
    func `a backup that the cluster made is restored as an instance of its own`(id: String, type: InstanceType) async throws {
        try await Yard.run { inventory in
            for (number, isContainer) in [(100, false), (101, true)] {
                var guest = Inventory.NewGuest(number: number, name: "old")
                guest.isContainer = isContainer
                guest.node = "pve2"
                guest.tags = ["prod"]
                inventory.guests.append(guest)
            }
        } _: { yard in
            let client = yard.driver.client
            try await client.perform(
                .post, ["nodes", "pve2", "vzdump"],
                ["vmid": String(id.split(separator: "/")[1]), "storage": "local", "mode": "snapshot", "compress": "zstd"])
            let listed = try await client.get(["nodes", "pve2", "storage", "local", "content"], ["content": "backup"]).array ?? []
            let archive = try #require(listed.first?["volid"]?.string)
            #expect(listed.count == 1 && archive.hasPrefix("local:backup/vzdump-\(id.split(separator: "/")[0])-"))
            #expect(try await yard.driver.type(ofImage: archive, wanted: nil) == type)
            let order = try order(yard, archive, type, disk: "40Gi")
            let made = try await yard.driver.create(order)
            #expect(try await yard.driver.create(order) == made, "it is made once")
            let seen = try #require(try await yard.driver.observe(made))
            #expect(
                seen.owner == order.uid && seen.host == "pve2" && seen.name == "web" && seen.memory?.text == "1Gi" && seen.power == .stopped
            )
            #expect(try await yard.driver.changes(made, to: order).isEmpty)
            try await yard.driver.start(made)
            #expect(try await yard.driver.list().count == 3)
            try await yard.driver.stop(made, grace: .zero)
            try await yard.driver.delete(made, owner: order.uid)
            #expect(try await yard.driver.observe(NativeID(id))?.power == .running, "what it was made of goes on")
        }
    }
}
