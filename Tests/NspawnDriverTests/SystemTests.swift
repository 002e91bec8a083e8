import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import TestContainers
import Testing

@testable import NspawnDriver

/// Machines as units of systemd's, in a system of their own.
@Suite(.tags(.host), .bootedSystem, .serialized, .timeLimit(.minutes(5))) struct `Where systemd is the first process` {
    private func system() throws -> BootedSystem { try #require(BootedSystem.current) }

    private func order(_ name: String, _ system: BootedSystem, _ options: JSONValue = .object([:])) -> Order {
        var instance = Instance(name: ObjectName(namespace: "default", name: name))
        instance.metadata.uid = .random()
        instance.spec.stack["nspawn"] = options
        return Order(instance, type: .container, image: system.image, stack: "nspawn")
    }

    private func run(_ driver: NspawnDriver, _ id: NativeID, _ command: String...) async throws -> String {
        let session = try await driver.exec(id, ExecRequest(command: command))
        var text: [UInt8] = []
        for try await chunk in session.output { text += chunk.bytes }
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: [false, true])
    func `a machine lives as a unit that machinectl knows`(privileged: Bool) async throws {
        let system = try system()
        let driver = try await system.connect()
        #expect(driver.facts.hasMachined)
        let name = privileged ? "life-root" : "life-map"
        let order = order(name, system, ["privileged": .bool(privileged)])
        let id = try await driver.create(order)
        #expect(try await driver.create(order) == id)
        #expect(try await driver.observe(id)?.power == .stopped)
        #expect(try await system.run("machinectl", "list-images").contains(name))
        for _ in 0..<2 { try await driver.start(id) }
        let seen = try #require(try await driver.list().first { $0.id == id })
        #expect(seen.power == .running && seen.owner == order.uid && seen.pid != nil)
        #expect(try await driver.observe(id)?.pid == seen.pid)
        #expect(try await system.run("machinectl", "list").contains(name))
        #expect(try await system.run("systemctl", "is-active", "systemd-nspawn@\(name).service") == "active\n")
        let map = try await run(driver, id, "cat", "/proc/self/uid_map").split(separator: " ").map(String.init)
        #expect(map[1] == (privileged ? "0" : "\(driver.facts.map.user)"))
        #expect(try await run(driver, id, "hostname") == "\(name)\n")
        // It has its address, and reaches the bridge's.
        let lease = try #require(try await driver.network.lease(owner: order.uid))
        #expect(seen.addresses == [lease.address])
        #expect(try await run(driver, id, "ping", "-c", "1", "-W", "5", lease.gateway).contains(" 0% packet loss"))
        let text = try #require(try await system.machine.read(driver.places.side(order.uid).log))
        #expect(String(decoding: text, as: UTF8.self).contains("started"))
        for _ in 0..<2 { try await driver.stop(id, grace: .seconds(20)) }
        #expect(try await driver.observe(id)?.power == .stopped)
        // By hand it starts as well, with its network.
        _ = try await system.run("machinectl", "start", name)
        let again = try #require(try await driver.observe(id))
        #expect(again.power == .running && again.addresses == [lease.address])
        for _ in 0..<2 { try await driver.delete(id, owner: order.uid) }
        #expect(try await driver.observe(id) == nil)
        #expect(try await !system.run("machinectl", "list-images").contains(name))
        let left = try await system.run(
            "sh", "-c", "find /etc/systemd /run/systemd/system.control /var/lib/strata/nspawn /var/lib/machines; :")
        #expect(!left.contains(name) && !left.contains(order.uid.text))
    }

    @Test func `a start that fails says why in nspawn's words`() async throws {
        let system = try system()
        let driver = try await system.connect()
        var order = order("lame", system, ["network": "none"])
        order.command = ["/no/such/program"]
        let id = try await driver.create(order)
        await #expect { try await driver.start(id) } throws: {
            "\($0)".contains("execv(/no/such/program)") && "\($0)".contains("spec.command")
        }
        try await driver.delete(id, owner: order.uid)
    }

    @Test func `changes are told by name, and limits reach the unit`() async throws {
        let system = try system()
        let driver = try await system.connect()
        var order = order("told", system, ["network": "none"])
        order.cpuCores = 0.5
        order.memory = Quantity(bytes: 64 << 20)
        order.processes = 50
        let id = try await driver.create(order)
        let changes = try await driver.changes()
        let told = Task {
            var names: [String] = []
            for try await change in changes where change == id {
                names.append(change.text)
                if names.count == 2 { break }
            }
            return names
        }
        // The watch begins when busctl says so.
        try await Task.sleep(for: .milliseconds(500))
        try await driver.start(id)
        func properties() async throws -> [String] {
            try await system.run(
                "systemctl", "show", "-p", "CPUQuotaPerSecUSec", "-p", "MemoryMax", "-p", "TasksMax", "systemd-nspawn@told"
            )
            .split(separator: "\n").map(String.init).sorted()
        }
        #expect(try await properties() == ["CPUQuotaPerSecUSec=500ms", "MemoryMax=67108864", "TasksMax=50"])
        order.cpuCores = 1.25
        order.memory = Quantity(bytes: 128 << 20)
        order.processes = nil
        #expect(try await driver.update(id, to: order) == [])
        #expect(try await properties() == ["CPUQuotaPerSecUSec=1.250000s", "MemoryMax=134217728", "TasksMax=infinity"])
        #expect(try await driver.observe(id)?.memory == Quantity(bytes: 128 << 20))
        let leader = try #require(try await driver.observe(id)?.pid)
        let ended = try await ContinuousClock().measure {
            _ = try await system.run("kill", "-9", "\(leader)")
            #expect(try await told.value == ["told", "told"])
        }
        #expect(ended < .seconds(3))
        try await driver.delete(id, owner: order.uid)
    }

    @Test func `a machine of others is seen, taken over with its settings, and still its own`() async throws {
        let system = try system()
        let driver = try await system.connect()
        let made = order("theirs-source", system, ["network": "none", "privileged": true])
        let source = try await driver.create(made)
        let lower = try #require(try await driver.definition(source.text, "look at")).lower
        try await driver.delete(source, owner: made.uid)
        _ = try await system.run("cp", "-a", lower, "/var/lib/machines/theirs")
        let settings = "[Exec]\nBoot=no\nParameters=/bin/sleep 1000\nPrivateUsers=no\n[Network]\nVirtualEthernet=no\nPrivate=yes\n"
        try await system.machine.write("/etc/systemd/nspawn/theirs.nspawn", Array(settings.utf8))
        let id = NativeID("theirs")
        _ = try await system.run("machinectl", "start", "theirs")
        let seen = try #require(try await driver.list().first { $0.id == id })
        #expect(seen.owner == nil && seen.power == .running)
        await #expect(throws: DriverError.self) { try await driver.delete(id, owner: .random()) }
        var order = order("theirs", system)
        order.image = nil
        #expect(try await driver.changes(id, to: order) == [])
        #expect(try await driver.update(id, to: order) == [])
        #expect(try await driver.changes(id, to: order) == [])
        #expect(try await driver.observe(id)?.pid == seen.pid, "it was touched")
        order.processes = 40
        #expect(try await driver.update(id, to: order) == [])
        #expect(try await driver.changes(id, to: order) == [])
        #expect(try await driver.observe(id)?.owner == order.uid)
        let text = String(decoding: try #require(try await system.machine.read("/etc/systemd/nspawn/theirs.nspawn")), as: UTF8.self)
        #expect(text.hasPrefix(settings))
        #expect(try await system.run("systemctl", "show", "-p", "TasksMax", "--value", "systemd-nspawn@theirs") == "40\n")
        let taken = try await driver.takeSnapshot(id, SnapshotOrder(uid: .random(), name: order.name))
        #expect(try await driver.snapshots(id).map(\.id) == [taken])
        try await driver.stop(id, grace: .seconds(1))
        try await driver.start(id)
        let again = try #require(try await driver.observe(id))
        #expect(again.power == .running)
        _ = try await system.run("kill", "-9", "\(try #require(again.pid))")
        try await eventually { try await driver.observe(id)?.power == .stopped }
        #expect(try await driver.observe(id)?.exit?.isSuccess == false)
        try await driver.delete(id, owner: order.uid)
        #expect(try await !system.machine.exists("/etc/systemd/nspawn/theirs.nspawn"))
        #expect(try await !system.machine.exists("/var/lib/machines/theirs"))
    }

    @Test func `a machine is paused, and goes on as the same process`() async throws {
        let system = try system()
        let driver = try await system.connect()
        let order = order("still", system, ["network": "none"])
        let id = try await driver.create(order)
        try await driver.start(id)
        let before = try #require(try await driver.observe(id)?.pid)
        for _ in 0..<2 { try await driver.pause(id) }
        #expect(try await driver.observe(id)?.power == .paused)
        #expect(try await driver.list().first { $0.id == id }?.power == .paused)
        for _ in 0..<2 { try await driver.resume(id) }
        #expect(try await driver.observe(id)?.power == .running)
        #expect(try await run(driver, id, "hostname") == "still\n")
        #expect(try await driver.observe(id)?.pid == before)
        try await driver.pause(id)
        let took = try await ContinuousClock().measure { try await driver.stop(id, grace: .zero) }
        #expect(took < .seconds(10))
        #expect(try await driver.observe(id)?.power == .stopped)
        try await driver.start(id)
        try await driver.pause(id)
        try await driver.delete(id, owner: order.uid)
        #expect(try await driver.observe(id) == nil)
    }

    @Test(arguments: [MachineDefinition.Root.directory, .overlay])
    func `a machine's moments are kept, copied, sent and gone back to`(root: MachineDefinition.Root) async throws {
        let system = try system()
        let driver = root == .overlay ? try await system.connectAboveMemory() : try await system.connect()
        let order = order("moment", system, ["network": "none"])
        let id = try await driver.create(order)
        #expect(try await driver.definition(id.text, "look at")?.root == root)
        try await driver.start(id)
        _ = try await run(driver, id, "sh", "-c", "echo one >/root/file")
        let wanted = SnapshotOrder(uid: .random(), name: ObjectName(namespace: "default", name: "s"))
        let taken = try await driver.takeSnapshot(id, wanted)
        #expect(try await driver.observe(id)?.power == .running)
        _ = try await run(driver, id, "sh", "-c", "echo two >/root/file")
        var copied = self.order("moment-copy", system, ["network": "none"])
        copied.image = nil
        let copy = try await driver.clone(copied, of: id, at: nil)
        try await driver.start(copy)
        #expect(try await run(driver, copy, "cat", "/root/file") == "two\n")
        let export = try await driver.export(id, at: taken)
        let session = try await export.parts[0].open()
        var count = 0
        for try await chunk in session.output where chunk.stream == .standardOutput { count += chunk.bytes.count }
        #expect(try await session.exit == .exited(0) && count > 1 << 20)
        await export.close()
        try await driver.revert(id, to: taken)
        #expect(try await driver.observe(id)?.power == .stopped)
        // By hand it starts from there as well.
        _ = try await system.run("machinectl", "start", "moment")
        #expect(try await run(driver, id, "cat", "/root/file") == "one\n")
        try await driver.delete(copy, owner: copied.uid)
        try await driver.delete(id, owner: order.uid)
        #expect(try await !system.machine.exists(driver.places.side(order.uid).path))
    }

    @Test func `how a machine ended is told, whoever started it`() async throws {
        let system = try system()
        let driver = try await system.connect()
        for (name, script, exit) in [("end-zero", "exit 0", Instance.Exit.exited(0)), ("end-three", "exit 3", .exited(3))] {
            var order = order(name, system, ["network": "none"])
            order.command = ["/bin/sh", "-c", script]
            let id = try await driver.create(order)
            #expect(try await driver.observe(id)?.exit == nil)
            for _ in 0..<2 {
                try await driver.start(id)
                try await eventually { try await driver.observe(id)?.power == .stopped }
                #expect(try await driver.observe(id)?.exit == exit)
                #expect(try await driver.list().first { $0.id == id }?.exit == exit)
            }
            try await driver.delete(id, owner: order.uid)
        }
        let order = order("end-killed", system, ["network": "none"])
        let id = try await driver.create(order)
        for isByHand in [false, true] {
            if isByHand { _ = try await system.run("machinectl", "start", "end-killed") } else { try await driver.start(id) }
            #expect(try await driver.observe(id)?.exit == nil)
            let pid = try #require(try await driver.observe(id)?.pid)
            _ = try await system.run("kill", "-9", "\(pid)")
            try await eventually { try await driver.observe(id)?.power == .stopped }
            #expect(try await driver.observe(id)?.exit == Instance.Exit(signal: 9, reason: "Killed"))
        }
        try await driver.delete(id, owner: order.uid)
    }

    @Test func `limits that others changed are told of, and an update undoes it`() async throws {
        let system = try system()
        let driver = try await system.connect()
        var order = order("drift", system, ["network": "none"])
        order.memory = Quantity("64Mi")
        order.cpuCores = 0.5
        let id = try await driver.create(order)
        order.image = nil
        #expect(try await driver.changes(id, to: order) == [])
        try await driver.start(id)
        #expect(try await driver.changes(id, to: order) == [])
        let before = try #require(try await driver.observe(id)?.settings)
        _ = try await system.run("systemctl", "set-property", "--runtime", "systemd-nspawn@drift.service", "MemoryMax=134217728")
        let change = SettingChange("spec.memory", wanted: "64Mi", found: "128Mi", needsRestart: false)
        #expect(try await driver.changes(id, to: order) == [change])
        #expect(try await driver.observe(id)?.settings != before)
        #expect(try await driver.list().first { $0.id == id }?.settings != before)
        #expect(try await driver.update(id, to: order) == [])
        #expect(try await driver.changes(id, to: order) == [])
        #expect(try await driver.observe(id)?.settings == before)
        let dropIn = "/etc/systemd/system/systemd-nspawn@drift.service.d/50-strata.conf"
        _ = try await system.run("sed", "-i", "s/^MemoryMax=.*/MemoryMax=134217728/", dropIn)
        #expect(try await driver.changes(id, to: order) == [change])
        #expect(try await driver.update(id, to: order) == [])
        #expect(try await driver.changes(id, to: order) == [])
        try await driver.delete(id, owner: order.uid)
    }

    @Test func `the survey shows machined, and pausing where it works`() async throws {
        let system = try system()
        let driver = try await system.connect()
        let survey = try await driver.survey()
        #expect(survey.boxes.first { $0.id == "systemd-machined" }?.state == .present)
        #expect(survey.boxes.first { $0.id == "journald" }?.state == .present)
        #expect(survey.support[.pause] == nil)
        await #expect { _ = try await system.connect(["path": "/srv/machines"]) } throws: { "\($0)".contains("/var/lib/machines") }
    }
}
