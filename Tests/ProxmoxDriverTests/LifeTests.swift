import ProxmoxCluster
import ProxmoxDriver
import ProxmoxSimulator
import StrataAPI
import StrataDriverKit
import Testing

/// What is particular to this stack, beside what the conformance suite tries with every driver.
@Suite(.timeLimit(.minutes(3))) struct LifeTests {
    @Test(arguments: ["root.tar.gz", "root.tar"])
    func `a container is made from a tarball, which is compressed first where it is not`(file: String) async throws {
        try await Yard.run { yard in
            let id = try await yard.driver.create(try yard.containerOrder("ct", file) { $0.spec.memory = Quantity("64Mi") })
            #expect(id.text == "lxc/100")
            try await yard.driver.start(id)
            let seen = try #require(try await yard.driver.observe(id))
            #expect(seen.power == .running && seen.type == .container && seen.memory?.text == "64Mi")
            #expect(seen.ownerName == "tests/ct")
            try await yard.driver.stop(id, grace: .seconds(5))
            #expect(try await yard.driver.observe(id)?.power == .stopped)
            await #expect(throws: DriverError.self) { try await yard.driver.pause(id) }
        }
    }

    @Test func `a machine gets what its order says, in one request`() async throws {
        try await Yard.run { yard in
            yard.cluster.simulator.record()
            let order = try yard.order("web.example") { instance in
                instance.spec.cpu.cores = 1.5
                instance.spec.memory = Quantity("1Gi")
                instance.spec.disk = Quantity("10Gi")
                instance.metadata.labels = ["a": "b"]
                instance.spec.hostname = "web"
                instance.spec.stack["proxmox"] = [
                    "node": "pve2", "bridge": "vmbr7", "vlan": 12, "onBoot": true, "firmware": "UEFI", "config": ["cpu": "host"],
                    "cloudInit": [
                        "user": "ops", "sshKeys": ["ssh-ed25519 AAAA+/= a b"], "address": "192.0.2.9/24", "gateway": "192.0.2.1",
                    ],
                ]
            }
            let id = try await yard.driver.create(order)
            let sent = yard.sent("POST", "qemu")
            #expect(sent["name"] == "web" && sent["cores"] == "2" && sent["cpulimit"] == "1.500" && sent["memory"] == "1024")
            #expect(
                sent["net0"] == "virtio,bridge=vmbr7,tag=12" && sent["onboot"] == "1" && sent["bios"] == "ovmf" && sent["cpu"] == "host")
            #expect(sent["tags"] == "strata-100-\(order.uid.text);strata-of-tests.web.example")
            #expect(sent["scsi0"]?.hasPrefix("local-lvm:0,import-from=local:import/strata-") == true)
            #expect(sent["ciuser"] == "ops" && sent["ipconfig0"] == "ip=192.0.2.9/24,gw=192.0.2.1")
            // The server decodes it once more.
            #expect(sent["sshkeys"] == "ssh-ed25519%20AAAA%2B%2F%3D%20a%20b")
            #expect(yard.sent("PUT", "resize") == ["disk": "scsi0", "size": "10240M"])
            #expect(try await yard.driver.observe(id)?.host == "pve2")
            #expect(try await yard.driver.changes(id, to: order).isEmpty)
        }
    }

    @Test func `an image is put into the storage once`() async throws {
        try await Yard.run(nodes: 1) { yard in
            yard.cluster.simulator.record()
            for name in ["a", "b"] { _ = try await yard.driver.create(try yard.order(name)) }
            #expect(yard.cluster.simulator.recorded.filter { $0.path.last == "upload" }.count == 1)
        }
    }

    @Test func `a number that somebody else takes first is given up for the next`() async throws {
        try await Yard.run { inventory in
            inventory.guests = [Inventory.NewGuest(number: 100, name: "a")]
        } _: { yard in
            // All at once, and each from what the cluster says is free.
            let ids = try await withThrowingTaskGroup(of: NativeID.self) { group in
                for name in ["a", "b", "c", "d", "e", "f"] {
                    let order = try yard.order(name)
                    let other = try await ProxmoxDriver.connect(yard.cluster.connection())
                    group.addTask {
                        let id = try await other.create(order)
                        await other.close()
                        return id
                    }
                }
                return try await group.reduce(into: Set<NativeID>()) { $0.insert($1) }
            }
            #expect(ids.count == 6 && !ids.contains(NativeID("qemu/100")))
        }
    }

    @Test func `a guest that was there is taken over, keeps what it is, and is not changed by that`() async throws {
        try await Yard.run { inventory in
            var guest = Inventory.NewGuest(number: 100, name: "old")
            guest.tags = ["prod"]
            guest.cores = 2
            inventory.guests = [guest]
        } _: { yard in
            let id = NativeID("qemu/100")
            let seen = try #require(try await yard.driver.list().first)
            #expect(seen.owner == nil && seen.name == "old" && seen.cpuCores == 2 && seen.memory?.text == "2Gi")
            var order = try yard.order("old") { instance in
                instance.spec.cpu.cores = 2
                instance.spec.memory = Quantity("2Gi")
            }
            order.image = nil
            #expect(try await yard.driver.changes(id, to: order).isEmpty)
            yard.cluster.simulator.record()
            #expect(try await yard.driver.update(id, to: order).isEmpty)
            #expect(yard.sent("PUT", "config").keys.sorted() == ["digest", "tags"])
            #expect(yard.sent("PUT", "config")["tags"] == "strata-100-\(order.uid.text);strata-of-tests.old;strata-adopted;prod")
            #expect(try await yard.driver.observe(id)?.owner == order.uid)
        }
    }

    @Test func `a change of its node moves a machine while it runs, with its disks, and a container once it is off`() async throws {
        try await Yard.run { yard in
            let made = try yard.order("a") { $0.spec.stack["proxmox"] = ["node": "pve1"] }
            let id = try await yard.driver.create(made)
            try await yard.driver.start(id)
            var order = made
            order.options = ["node": "pve2"]
            let planned = try await yard.driver.changes(id, to: order)
            #expect(planned.map(\.difference) == [.init(field: "spec.stack.proxmox.node", wanted: "pve2", found: "pve1")])
            #expect(planned.map(\.needsRestart) == [false])
            yard.cluster.simulator.record()
            #expect(try await yard.driver.update(id, to: order).isEmpty)
            #expect(yard.sent("POST", "migrate") == ["target": "pve2", "online": "1", "with-local-disks": "1"])
            let seen = try #require(try await yard.driver.observe(id))
            #expect(seen.host == "pve2" && seen.power == .running)
            #expect(try await yard.driver.changes(id, to: order).isEmpty)

            var container = try yard.containerOrder("ct") { $0.spec.stack["proxmox"] = ["node": "pve1"] }
            let ct = try await yard.driver.create(container)
            try await yard.driver.start(ct)
            container.options = ["node": "pve3"]
            #expect(try await yard.driver.update(ct, to: container) == ["spec.stack.proxmox.node"])
            #expect(try await yard.driver.observe(ct)?.host == "pve1")
            try await yard.driver.stop(ct, grace: .zero)
            #expect(try await yard.driver.update(ct, to: container).isEmpty)
            #expect(try await yard.driver.observe(ct)?.host == "pve3")
        }
    }

    @Test func `a copy of a guest that somebody else makes is nobody's`() async throws {
        try await Yard.run { yard in
            let order = try yard.order("a")
            let id = try await yard.driver.create(order)
            // Another client's copy has the tags of what it was copied from.
            let other = try yard.order("b")
            let copy = try await yard.driver.clone(other, of: id, at: nil)
            let all = try await yard.driver.list()
            #expect(all.first { $0.id == id }?.owner == order.uid)
            #expect(all.first { $0.id == copy }?.owner == other.uid)
        }
    }

    @Test func `what the cluster's high availability manages is waited for beyond its tasks`() async throws {
        try await Yard.run { yard in
            let id = try await yard.driver.create(try yard.order("a"))
            try await yard.cluster.manage("vm:100")
            try await yard.driver.start(id)
            #expect(try await yard.driver.observe(id)?.power == .running)
            try await yard.driver.stop(id, grace: .zero)
            #expect(try await yard.driver.observe(id)?.power == .stopped)
        }
    }

    @Test func `addresses and changed configurations come with later lists`() async throws {
        try await Yard.run { yard in
            let id = try await yard.driver.create(try yard.order("a"))
            try await yard.driver.start(id)
            let listed = try #require(try await yard.driver.list().first { $0.id == id })
            #expect(listed.addresses == ["10.64.0.101"])
            #expect(listed.power == .running, "the cluster's own list may be ten seconds old")
        }
    }

    @Test func `a site of a pool has that pool's guests alone, and makes its own there`() async throws {
        try await Yard.run(options: ["pool": "team", "createPool": true]) { inventory in
            inventory.guests = [Inventory.NewGuest(number: 100, name: "other")]
        } _: { yard in
            #expect(try await yard.driver.list().isEmpty)
            let id = try await yard.driver.create(try yard.order("a"))
            #expect(try await yard.driver.list().map(\.id) == [id])
        }
    }

    @Test(arguments: [
        ("8.3.0", "takes no disk images"), ("6.4.1", "7 is the oldest"),
    ])
    func `an older version is used as far as it goes`(version: String, words: String) async throws {
        let error = await #expect(throws: DriverError.self) {
            try await Yard.run {
                $0.version = version
            } _: { yard in
                _ = try await yard.driver.create(try yard.order("a"))
            }
        }
        #expect("\(try #require(error))".contains(words))
    }

    @Test(arguments: [
        ("ports", "spec.ports"), ("tiny memory", "spec.memory"), ("unknown option", "spec.stack.proxmox.nonsense"),
        ("bad key", "spec.stack.proxmox.config"), ("no such node", "pve9"), ("no such storage", "nowhere"),
    ])
    func `what cannot be is refused by its name, and nothing is made`(what: String, words: String) async throws {
        try await Yard.run { yard in
            let order = try yard.order("a") { instance in
                switch what {
                case "ports": instance.spec.ports = [Instance.Port(port: 80, hostPort: 8080)]
                case "tiny memory": instance.spec.memory = Quantity("1Mi")
                case "unknown option": instance.spec.stack["proxmox"] = ["nonsense": true]
                case "bad key": instance.spec.stack["proxmox"] = ["config": ["args": "-vnc"]]
                case "no such node": instance.spec.stack["proxmox"] = ["node": "pve9"]
                default: instance.spec.stack["proxmox"] = ["storage": "nowhere"]
                }
            }
            let error = await #expect(throws: DriverError.self) { try await yard.driver.create(order) }
            #expect("\(try #require(error))".contains(words))
            #expect(try await yard.driver.list().isEmpty)
        }
    }

    @Test func `a user with few rights is told which are missing, and for what`() async throws {
        try await TestCluster.run { inventory in
            var user = Inventory.User(name: "ops@pve", password: "x", role: "PVEVMUser")
            user.tokens = ["t": "s"]
            inventory.users.append(user)
        } _: { cluster in
            var connection = cluster.connection()
            connection.network?.secrets["token"] = Array("ops@pve!t=s".utf8)
            let driver = try await ProxmoxDriver.connect(connection)
            let survey = try await driver.survey()
            #expect(survey.restrictions.contains { $0.contains("Sys.Audit") })
            #expect(survey.restrictions.contains("the privilege VM.Migrate is missing, to move guests between nodes"))
            #expect(survey.boxes.filter { ["cpu", "ram"].contains($0.id) }.allSatisfy { $0.state == .unknown })
            await driver.close()
        }
    }
}
