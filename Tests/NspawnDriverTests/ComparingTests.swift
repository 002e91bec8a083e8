import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import TestContainers
import Testing

@testable import NspawnDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `What a machine is and should be` {
    @Test(arguments: Way.allCases) func `is compared field by field, and in line after an update`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let driver = yard.driver
            var order = yard.order("compare") {
                $0.memory = Quantity("64Mi")
                $0.environment = ["A": "1", "B": "it's \"so\""]
                $0.options["settings"] = ["Exec.Timezone=off"]
            }
            let id = try await driver.create(order)
            order.image = nil
            #expect(try await driver.changes(id, to: order) == [])
            try await driver.start(id)
            #expect(try await driver.changes(id, to: order) == [])
            let before = try #require(try await driver.observe(id)?.settings)
            order.memory = Quantity("0.125Gi")
            order.cpuCores = 1.5
            order.environment = ["A": "2 3"]
            order.hostname = "other"
            order.command = ["/bin/sleep", "10 0"]
            #expect(
                try await driver.changes(id, to: order) == [
                    SettingChange("spec.command", wanted: ["/bin/sleep", "10 0"], found: ["/sbin/init"], needsRestart: true),
                    SettingChange("spec.cpu.cores", wanted: 1.5, found: .null, needsRestart: false),
                    SettingChange("spec.environment", wanted: ["A": "2 3"], found: ["A": "1", "B": "it's \"so\""], needsRestart: true),
                    SettingChange("spec.hostname", wanted: "other", found: "compare", needsRestart: true),
                    SettingChange("spec.memory", wanted: "128Mi", found: "64Mi", needsRestart: false),
                ])
            #expect(try await driver.observe(id)?.settings == before, "asking changed something")
            #expect(try await driver.update(id, to: order).sorted() == ["spec.command", "spec.environment", "spec.hostname"])
            #expect(try await driver.changes(id, to: order) == [])
            #expect(try await driver.observe(id)?.settings != before)
            #expect(try await driver.list().first?.settings == driver.observe(id)?.settings)
        }
    }

    @Test(arguments: Way.allCases) func `has the networks and volumes of its order, and is compared by their names`(way: Way) async throws {
        let bridge = "st\(String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16))0"
        let network = NetworkOrder(uid: .random(), name: ObjectName(namespace: "default", name: "back"), domain: "back.test")
        try await Yard.use(way, options: ["bridge": .string(bridge)]) { yard in
            do {
                try await attach(yard, network, "both-\(way)")
            } catch {
                // What stands in the way of the networks' end goes first.
                for machine in try await yard.driver.list() { try await yard.driver.delete(machine.id, owner: try #require(machine.owner)) }
                try await yard.driver.removeNetwork(network.uid)
                try await yard.driver.network.reset()
                throw error
            }
            try await yard.driver.removeNetwork(network.uid)
            try await yard.driver.network.reset()
        }
    }

    private func attach(_ yard: Yard, _ network: NetworkOrder, _ name: String) async throws {
        let driver = yard.driver
        let volume = VolumeOrder(uid: .random(), name: ObjectName(namespace: "default", name: "data"), size: 16 << 20)
        _ = try await driver.keepNetwork(network)
        _ = try await driver.keepVolume(volume)
        var order = yard.order(name) { $0.options["network"] = "managed" }
        order.networks = [CardOrder(), CardOrder(network: network)]
        order.volumes = [MountOrder(volume: volume, path: "/data")]
        let id = try await driver.create(order)
        order.image = nil
        try await driver.start(id)
        #expect(try await driver.changes(id, to: order) == [])
        let address = try #require(try await driver.keepNetwork(network).leases.first?.address)
        #expect(try await yard.run(id, "ip", "-4", "addr", "show", "dev", "host1").text.contains("inet \(address)/"))
        #expect(
            try await yard.run(id, "sh", "-c", "stat -c %u /data; touch /data/file; grep -c ' /data ' /proc/mounts").text == "0\n1\n")
        order.volumes = []
        order.networks = [CardOrder(), CardOrder(network: network, mac: "02:00:00:00:00:07")]
        #expect(
            try await driver.changes(id, to: order) == [
                SettingChange(
                    "spec.networks", wanted: [["network": "default"], ["network": "back", "mac": "02:00:00:00:00:07"]],
                    found: [["network": "default"], ["network": "back"]], needsRestart: false),
                SettingChange("spec.volumes", wanted: [], found: [["volume": "data", "path": "/data"]], needsRestart: true),
            ])
        order.networks = []
        #expect(try await driver.update(id, to: order) == ["spec.volumes"])
        #expect(try await driver.keepNetwork(network).leases.isEmpty)
        #expect(try await driver.keepVolume(volume).holders == [order.uid])
        try await driver.stop(id, grace: .zero)
        try await driver.start(id)
        #expect(try await driver.keepVolume(volume).holders == [])
        try await driver.removeVolume(volume.uid)
        try await driver.delete(id, owner: order.uid)
    }

    @Test func `a machine removed behind Strata's back gives back what it had at the next connection`() async throws {
        let bridge = JSONValue.string("st\(String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16))0")
        try await Yard.use(options: ["bridge": bridge]) { yard in
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await lose(yard, bridge))
            } catch {
                outcome = .failure(error)
            }
            try await yard.driver.network.reset()
            try outcome.get()
        }
    }

    private func lose(_ yard: Yard, _ bridge: JSONValue) async throws {
        let volume = VolumeOrder(uid: .random(), name: ObjectName(namespace: "default", name: "data"), size: 16 << 20)
        _ = try await yard.driver.keepVolume(volume)
        let lost = yard.order("lost") {
            $0.options["network"] = "managed"
            $0.volumes = [MountOrder(volume: volume, path: "/data")]
        }
        let kept = yard.order("kept") { $0.options["network"] = "managed" }
        let id = try await yard.driver.create(lost)
        _ = try await yard.driver.create(kept)
        #expect(try await yard.driver.network.leases().count == 2)
        try await LocalMachine().remove(yard.driver.places.root(id.text))
        let driver = try await yard.reconnected(["bridge": bridge])
        #expect(try await driver.network.leases().map(\.owner) == [kept.uid])
        #expect(try await driver.keepVolume(volume).holders == [])
        #expect(try await yard.traces(of: lost.uid) == [])
        try await driver.removeVolume(volume.uid)
    }

    @Test func `shows what others changed, in its settings and while it runs, and an update undoes it`() async throws {
        try await Yard.use { yard in
            let driver = yard.driver
            var order = yard.order("drift") { $0.memory = Quantity("64Mi") }
            let id = try await driver.create(order)
            order.image = nil
            try await driver.start(id)
            let before = try #require(try await driver.observe(id)?.settings)
            let definition = try #require(try await driver.definition("drift", "look at"))
            let direct = try #require(driver.supervisor as? DirectSupervisor)
            let setting = try #require(direct.settings(definition).first { $0.field == "spec.memory" })
            try await LocalMachine().check(Command("sh", "-c", #"echo 134217728 >"$1""#, "sh", setting.file))
            #expect(
                try await driver.changes(id, to: order) == [
                    SettingChange("spec.memory", wanted: "64Mi", found: "128Mi", needsRestart: false)
                ])
            #expect(try await driver.observe(id)?.settings != before)
            #expect(try await driver.update(id, to: order) == [])
            #expect(try await driver.changes(id, to: order) == [])
            #expect(try await driver.observe(id)?.settings == before)

            let path = driver.places.settings("drift")
            let text = try await yard.text(of: path)
            let changed = text.replacing("Hostname=drift", with: "Hostname=mine").replacing(
                "[Network]", with: "NoNewPrivileges=yes\n[Network]")
            try await LocalMachine().write(path, Array(changed.utf8))
            #expect(try await driver.observe(id)?.settings != before)
            #expect(
                try await driver.changes(id, to: order) == [
                    SettingChange("spec.hostname", wanted: "drift", found: "mine", needsRestart: true),
                    SettingChange("spec.stack.nspawn.settings", wanted: [], found: ["Files.NoNewPrivileges=yes"], needsRestart: true),
                ])
            _ = try await driver.update(id, to: order)
            #expect(try await driver.changes(id, to: order) == [])
            #expect(try await yard.text(of: path) == text)
        }
    }

    @Test func `of a machine of others, only limits are compared`() async throws {
        try await Yard.use { yard in
            let local = LocalMachine()
            try await local.makeDirectory("\(yard.path)/theirs/usr")
            let text = "[Exec]\nBoot=no\nHostname=strange\n"
            try await local.write("\(yard.path)/theirs.nspawn", Array(text.utf8))
            let id = NativeID("theirs")
            var order = yard.order("theirs")
            order.image = nil
            #expect(try await yard.driver.changes(id, to: order) == [])
            #expect(try await yard.text(of: "\(yard.path)/theirs.nspawn") == text)
            #expect(try await yard.driver.update(id, to: order) == [])
            #expect(try await yard.driver.changes(id, to: order) == [])
            order.processes = 78
            #expect(
                try await yard.driver.changes(id, to: order) == [
                    SettingChange("spec.processes", wanted: 78, found: .null, needsRestart: false)
                ])
            await #expect { _ = try await yard.driver.changes(id, to: yard.order("theirs")) } throws: {
                if case DriverError.notOwned = $0 { true } else { false }
            }
        }
    }

    @Test(arguments: Way.allCases) func `tells how its run ended`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let driver = yard.driver
            for (name, script, exit) in [
                ("zero", "exit 0", Instance.Exit.exited(0)), ("three", "exit 3", .exited(3)), ("many", "exit 137", .exited(137)),
            ] {
                let id = try await driver.create(yard.order(name) { $0.command = ["/bin/sh", "-c", script] })
                #expect(try await driver.observe(id)?.exit == nil)
                for _ in 0..<2 {
                    try await driver.start(id)
                    try await eventually { try await driver.observe(id)?.power == .stopped }
                    #expect(try await driver.observe(id)?.exit == exit)
                    #expect(try await driver.list().first { $0.id == id }?.exit == exit)
                }
            }
            let id = try await driver.create(yard.order("killed") { $0.command = ["/bin/sleep", "1000"] })
            for _ in 0..<2 {
                try await driver.start(id)
                #expect(try await driver.observe(id)?.exit == nil)
                let pid = try #require(try await driver.observe(id)?.pid)
                try await LocalMachine().check(Command("kill", "-9", "\(pid)"))
                try await eventually { try await driver.observe(id)?.power == .stopped }
                #expect(try await driver.observe(id)?.exit == Instance.Exit(signal: 9, reason: "Killed"))
            }
            // A start that fails is no run.
            let lame = try await driver.create(yard.order("lame") { $0.command = ["/no/such"] })
            await #expect(throws: DriverError.self) { try await driver.start(lame) }
            #expect(try await driver.observe(lame)?.exit == nil)
        }
    }
}
