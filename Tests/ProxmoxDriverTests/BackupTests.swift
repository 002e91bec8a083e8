import HTTPS
import Proxmox
import ProxmoxCluster
@testable import ProxmoxDriver
import ProxmoxSimulator
import SimulatorKit
import StrataAPI
import StrataDriverKit
import Testing

/// Backups that the cluster keeps, and guests that are made from them.
@Suite(.timeLimit(.minutes(3))) struct BackupTests {
    private static func order(_ name: String = "kept", storage: String = "") -> BackupOrder {
        BackupOrder(uid: .random(), name: ObjectName(namespace: "tests", name: name), storage: storage)
    }

    /// What a storage of a node lists.
    private static func archives(_ yard: Yard, _ storage: String = "local", on node: String) async throws -> [JSONValue] {
        try await yard.driver.client.get(["nodes", node, "storage", storage, "content"], ["content": "backup"]).array ?? []
    }

    /// A guest of its own that runs, and where.
    private static func running(_ yard: Yard, _ order: Order) async throws -> (NativeID, node: String) {
        let id = try await yard.driver.create(order)
        try await yard.driver.start(id)
        return (id, try #require(try await yard.driver.observe(id)?.host))
    }

    @Test(arguments: [InstanceType.virtualMachine, .container])
    func `a backup is asked for with its UID in its notes, pruned nothing for, made once, restored and removed`(
        type: InstanceType
    ) async throws {
        try await Yard.run { (yard) async throws in
            let old = try type == .container ? yard.containerOrder("old") : yard.order("old") { $0.spec.disk = Quantity("2Gi") }
            let (id, node) = try await Self.running(yard, old)
            let order = Self.order()
            yard.cluster.simulator.record()
            let kept = try await yard.driver.backUp(id, order)
            let sent = yard.sent("POST", "vzdump")
            #expect(sent["mode"] == "snapshot" && sent["compress"] == "zstd" && sent["remove"] == "0" && sent["storage"] == "local")
            #expect(sent["notes-template"] == "The backup tests/kept of Strata (UID \(order.uid)).")
            #expect(kept.id.text.hasPrefix("local:backup/vzdump-\(type == .container ? "lxc" : "qemu")-"))
            #expect(kept.takenAt != nil && (kept.size?.value ?? 0) > 0 && !kept.isIncremental)
            #expect(try await yard.driver.backUp(id, order) == kept, "it is made once")
            #expect(try await yard.driver.findBackup(of: id, owner: order.uid) == kept)
            #expect(try await yard.driver.findBackup(of: id, owner: .random()) == nil)
            #expect(try await Self.archives(yard, on: node).count == 1)
            #expect(try await yard.driver.observe(id)?.power == .running)
            try await yard.driver.delete(id, owner: old.uid)
            #expect(try await yard.driver.findBackup(of: id, owner: order.uid) == kept, "it outlives the guest")
            var new = try type == .container ? yard.containerOrder("new") : yard.order("new")
            new.image = nil
            let made = try await yard.driver.restore(new, from: kept.id)
            #expect(try await yard.driver.restore(new, from: kept.id) == made, "it is restored once")
            let seen = try #require(try await yard.driver.observe(made))
            #expect(seen.owner == new.uid && seen.power == .stopped && seen.type == type && seen.name == "new" && seen.host == node)
            try await yard.driver.start(made)
            await #expect(throws: DriverError.self) { try await yard.driver.deleteBackup(kept.id, owner: .random()) }
            #expect(try await Self.archives(yard, on: node).count == 1)
            for _ in 0..<2 { try await yard.driver.deleteBackup(kept.id, owner: order.uid) }
            #expect(try await Self.archives(yard, on: node).isEmpty)
            #expect(try await yard.driver.observe(made)?.power == .running)
        }
    }

    @Test func `a backup goes where it says, else where the site says, else into the first storage that takes any`() async throws {
        func run(_ options: JSONValue, _ wanted: String) async throws -> Result<String, DriverError> {
            var result: Result<String, DriverError> = .failure(.cancelled)
            try await Yard.run(options: options) { inventory in
                inventory.storages.append(.init(name: "nas", type: "nfs", content: ["backup"]))
                inventory.storages.append(.init(name: "abc", type: "nfs", content: ["backup"]))
            } _: { yard in
                let (id, _) = try await Self.running(yard, try yard.order("a"))
                do {
                    result = .success(try await yard.driver.backUp(id, Self.order(storage: wanted)).id.text)
                } catch let error as DriverError { result = .failure(error) }
            }
            return result
        }
        #expect(try await run(["backupStorage": "nas"], "local").get().hasPrefix("local:backup/"))
        #expect(try await run(["backupStorage": "nas"], "").get().hasPrefix("nas:backup/"))
        #expect(try await run(.object([:]), "").get().hasPrefix("abc:backup/"))
        let refused = try await run(.object([:]), "local-lvm")
        guard case .failure(.refused(let failure)) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(failure.answer.contains("local-lvm") && failure.hint.contains("pvesm"))
    }

    @Test func `an archive whose notes could not be written gets them afterwards, and no other does`() async throws {
        try await Yard.run { (yard) async throws in
            let (id, node) = try await Self.running(yard, try yard.order("a"))
            try await yard.driver.client.perform(
                .post, ["nodes", node, "vzdump"], ["vmid": String(id.text.dropFirst(5)), "storage": "local"])
            yard.cluster.simulator.disturbances.arm("notes-lost")
            let order = Self.order()
            let kept = try await yard.driver.backUp(id, order)
            #expect(try await yard.driver.findBackup(of: id, owner: order.uid)?.id == kept.id)
            let notes = try await Self.archives(yard, on: node).compactMap { $0["notes"]?.string }
            #expect(notes == [BackupNote.text(order)])
        }
    }

    @Test func `a backup that is given up is aborted, leaves nothing, and the guest is free again`() async throws {
        try await Yard.run { (yard) async throws in
            let (id, node) = try await Self.running(yard, try yard.order("a"))
            yard.cluster.simulator.record()
            yard.cluster.simulator.disturbances.arm("task-hangs")
            let driver = yard.driver
            let order = Self.order()
            let call = Task { try await driver.backUp(id, order) }
            while !yard.cluster.simulator.recorded.contains(where: { $0.path.last == "status" && $0.path.contains("tasks") }) {
                await Task.yield()
            }
            call.cancel()
            await #expect(throws: DriverError.self) { try await call.value }
            #expect(try await Self.archives(yard, on: node).isEmpty)
            #expect(try await driver.findBackup(of: id, owner: order.uid) == nil)
            try await driver.stop(id, grace: .zero)
        }
    }

    @Test func `what a killed call began is waited for and found, not made again; nobody's task is aborted by who only waits`() async throws
    {
        try await Yard.run(speed: 5) { (yard) async throws in
            let (id, node) = try await Self.running(yard, try yard.order("a"))
            let order = Self.order()
            // As a process leaves it that dies once the request is sent.
            _ = try await yard.driver.client.send(
                .post, ["nodes", node, "vzdump"],
                ["vmid": String(id.text.dropFirst(5)), "storage": "local", "notes-template": BackupNote.text(order)])
            let driver = yard.driver
            yard.cluster.simulator.record()
            let impatient = Task { try await driver.findBackup(of: id, owner: order.uid) }
            while !yard.cluster.simulator.recorded.contains(where: { $0.path.last == "status" && $0.path.contains("tasks") }) {
                await Task.yield()
            }
            impatient.cancel()
            await #expect(throws: DriverError.self) { try await impatient.value }
            let kept = try await driver.backUp(id, order)
            #expect(!yard.cluster.simulator.recorded.contains { $0.path.last == "vzdump" })
            #expect(try await Self.archives(yard, on: node).map { $0["volid"]?.string } == [kept.id.text])
        }
    }

    @Test func `a guest that is still being restored is nobody else's in the list`() async throws {
        try await Yard.run { (yard) async throws in
            let (id, _) = try await Self.running(yard, try yard.order("a"))
            let kept = try await yard.driver.backUp(id, Self.order())
            yard.cluster.simulator.record()
            yard.cluster.simulator.disturbances.arm("task-hangs")
            let (driver, order) = (yard.driver, try yard.order("b"))
            let call = Task { try await driver.restore(order, from: kept.id) }
            while !yard.cluster.simulator.recorded.contains(where: { $0.path.last == "status" && $0.path.contains("tasks") }) {
                await Task.yield()
            }
            #expect(try await driver.list().map(\.id) == [id])
            let other = try await ProxmoxDriver.connect(yard.cluster.connection(.object([:])))
            #expect(try await other.list().map(\.id) == [id], "neither for who does not make it")
            await other.close()
            call.cancel()
            await #expect(throws: DriverError.self) { try await call.value }
        }
    }

    @Test func `a guest of which a backup is made is held, and free again once that is aborted`() async throws {
        try await Yard.run { (yard) async throws in
            let (id, node) = try await Self.running(yard, try yard.order("a"))
            yard.cluster.simulator.disturbances.arm("task-hangs")
            let (client, dump) = (yard.driver.client, ["nodes", node, "vzdump"])
            let parameters: Parameters = ["vmid": String(id.text.dropFirst(5)), "storage": "local"]
            let task = try #require(UPID(try await client.send(.post, dump, parameters).string ?? ""))
            let lock = try await client.get(["nodes", node, "qemu", String(id.text.dropFirst(5)), "status", "current"])["lock"]
            #expect(lock == "backup")
            let error = await #expect(throws: ProxmoxError.self) { try await client.perform(.post, dump, parameters) }
            guard case .failed(let second, "job errors") = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let log = try await client.get(["nodes", node, "tasks", second.text, "log"]).array ?? []
            #expect(log.contains { $0["t"]?.string?.contains("VM is locked (backup)") == true })
            _ = try await client.send(.delete, ["nodes", node, "tasks", task.text])
            _ = try await yard.driver.backUp(id, Self.order())
            #expect(try await Self.archives(yard, on: node).count == 1)
        }
    }

    @Test func `a task that fails says why in the words of its log, and leaves the guest as it was`() async throws {
        try await Yard.run { inventory in
            var guest = Inventory.NewGuest(number: 100, name: "x")
            guest.node = "pve1"
            inventory.guests = [guest]
            inventory.storages[0].size = 0
        } _: { (yard) async throws in
            let error = await #expect(throws: DriverError.self) { try await yard.driver.backUp(NativeID("qemu/100"), Self.order()) }
            #expect("\(try #require(error))".contains("No space left on device"))
            #expect(try #require(error).isTransient)
            #expect(try await yard.driver.observe(NativeID("qemu/100"))?.power == .running)
        }
    }

    @Test func `a backup that somebody protected, or whose notes were overwritten, stays and says why`() async throws {
        try await Yard.run { (yard) async throws in
            let (id, node) = try await Self.running(yard, try yard.order("a"))
            let order = Self.order()
            let kept = try await yard.driver.backUp(id, order)
            let place = ["nodes", node, "storage", "local", "content", kept.id.text]
            _ = try await yard.driver.client.send(.put, place, ["protected": "1"])
            let error = await #expect(throws: DriverError.self) { try await yard.driver.deleteBackup(kept.id, owner: order.uid) }
            #expect("\(try #require(error))".contains("protected"))
            _ = try await yard.driver.client.send(.put, place, ["protected": "0", "notes": "mine now"])
            let second = await #expect(throws: DriverError.self) { try await yard.driver.deleteBackup(kept.id, owner: order.uid) }
            guard case .notOwned = second else {
                Issue.record("\(String(describing: second))")
                return
            }
            #expect(try await Self.archives(yard, on: node).count == 1)
        }
    }

    @Test func `a token of a pool is told what it lacks to reach the backup of a guest that is gone, which is not taken for gone`()
        async throws
    {
        try await Yard.run { inventory in
            var guest = Inventory.NewGuest(number: 100, name: "x")
            guest.pool = "team"
            guest.node = "pve1"
            inventory.guests = [guest]
            var user = Inventory.User(name: "ops@pve", password: "x", role: "")
            user.tokens = ["t": "secret"]
            user.acl = ["/pool/team": "PVEVMAdmin", "/storage": "Images"]
            inventory.users.append(user)
            inventory.roles = [
                Inventory.Role(name: "Images", privileges: ["Datastore.Audit", "Datastore.AllocateSpace", "Datastore.AllocateTemplate"])
            ]
        } _: { (yard) async throws in
            var connection = yard.cluster.connection(["pool": "team"])
            connection.stateDirectory = yard.directory
            connection.network?.secrets["token"] = Array("ops@pve!t=secret".utf8)
            let driver = try await ProxmoxDriver.connect(connection)
            let order = Self.order()
            let kept = try await driver.backUp(NativeID("qemu/100"), order)
            try await driver.stop(NativeID("qemu/100"), grace: .zero)
            try await yard.driver.client.perform(.delete, ["nodes", "pve1", "qemu", "100"])
            let error = await #expect(throws: DriverError.self) { try await driver.deleteBackup(kept.id, owner: order.uid) }
            #expect("\(try #require(error))".contains("Datastore.Allocate"))
            try await yard.driver.deleteBackup(kept.id, owner: order.uid)
            await driver.close()
        }
    }

    @Test func `a node that is away may have the backup, which is not taken for gone; what others share is found without it`() async throws
    {
        try await Yard.run { inventory in
            var nas = Inventory.Storage(name: "nas", type: "nfs", content: ["backup"])
            nas.isShared = true
            inventory.storages.append(nas)
            inventory.nodes[2].isOnline = false
        } _: { (yard) async throws in
            let (id, node) = try await Self.running(yard, try yard.order("a") { $0.spec.stack["proxmox"] = ["node": "pve1"] })
            #expect(node == "pve1")
            let order = Self.order(storage: "nas")
            let kept = try await yard.driver.backUp(id, order)
            #expect(try await yard.driver.findBackup(of: id, owner: order.uid) == kept)
            for call in [
                { try await yard.driver.findBackup(of: id, owner: .random()) != nil },
                {
                    try await yard.driver.deleteBackup(
                        BackupID("local:backup/vzdump-qemu-100-2026_01_01-00_00_00.vma.zst"), owner: order.uid)
                    return true
                },
            ] as [() async throws -> Bool] {
                let error = await #expect(throws: DriverError.self) { try await call() }
                guard case .unreachable = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
            try await yard.driver.deleteBackup(kept.id, owner: order.uid)
        }
    }

    @Test(arguments: ["", "x", "local:iso/x.iso", "local:backup/../x", "local:backup/vzdump-qemu-1.vma", "nowhere:backup/x"])
    func `what is no backup of the cluster's is restored from by nobody, and removed by nobody`(name: String) async throws {
        try await Yard.run { (yard) async throws in
            await #expect(throws: DriverError.self) { try await yard.driver.restore(try yard.order("a"), from: BackupID(name)) }
            #expect(try await yard.driver.list().isEmpty)
            do { try await yard.driver.deleteBackup(BackupID(name), owner: .random()) } catch let error as DriverError {
                #expect(!error.isTransient, "\(error)")
            }
        }
    }

    @Test(arguments: [
        ("The backup a/b of Strata (UID 6f1c2d3e-0000-4000-8000-000000000001).", true), ("", false), ("nightly", false),
        ("first line\nThe backup a/b of Strata (UID 6f1c2d3e-0000-4000-8000-000000000001).", false), (" of Strata (UID x)", false),
    ])
    func `notes tell whose a backup is in their first line`(notes: String, isOwned: Bool) {
        #expect((BackupNote.owner(in: notes) != nil) == isOwned)
    }

    @Test(
        arguments: [
            ("vzdump-qemu-100-2026_11_28-01_02_03.vma.zst", 100), ("vzdump-lxc-205-x.tar", 205), ("vm/300/2026-11-28T01:02:03Z", 300),
            ("ct/301/x", 301), ("other.vma", nil), ("vzdump-qemu-x-y", nil), ("vm/1/x", nil),
        ] as [(String, Int?)])
    func `an archive's name tells which guest it is of`(file: String, number: Int?) {
        #expect(OwnImageName.Volume(storage: "s", content: "backup", file: file).guest == number)
    }
}
