import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `What a container is and should be` {
    @Test(arguments: Way.allCases) func `is compared field by field, and in line after an update`(way: Way) async throws {
        try await Place.use(way) { place in
            let driver = place.driver
            var order = place.order("compare-\(way)") {
                $0.memory = Quantity("64Mi")
                $0.environment = ["A": "1"]
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
            #expect(
                try await driver.changes(id, to: order) == [
                    SettingChange("spec.cpu.cores", wanted: 1.5, found: .null, needsRestart: false),
                    SettingChange("spec.environment", wanted: ["A": "2 3"], found: ["A": "1"], needsRestart: true),
                    SettingChange("spec.hostname", wanted: "other", found: .string("compare-\(way)"), needsRestart: true),
                    SettingChange("spec.memory", wanted: "128Mi", found: "64Mi", needsRestart: false),
                ])
            #expect(try await driver.observe(id)?.settings == before, "asking changed something")
            #expect(try await driver.update(id, to: order).sorted() == ["spec.environment", "spec.hostname"])
            #expect(try await driver.changes(id, to: order) == [])
            #expect(try await driver.observe(id)?.settings != before)
            #expect(try await driver.list().first?.settings == driver.observe(id)?.settings)
        }
    }

    @Test func `shows what others changed, in its configuration and while it runs, and an update undoes it`() async throws {
        try await Place.use { place in
            let driver = place.driver
            var order = place.order("drift") { $0.memory = Quantity("64Mi") }
            let id = try await driver.create(order)
            order.image = nil
            try await driver.start(id)
            let before = try #require(try await driver.observe(id)?.settings)
            let file = driver.facts.layout.isLegacy("memory") ? "memory.limit_in_bytes" : "memory.max"
            try await LocalMachine().check(Command("lxc-cgroup", "-P", place.path, "-n", "drift", file, "134217728"))
            let change = SettingChange("spec.memory", wanted: "64Mi", found: "128Mi", needsRestart: false)
            #expect(try await driver.changes(id, to: order) == [change])
            #expect(try await driver.observe(id)?.settings != before)
            #expect(try await driver.update(id, to: order) == [])
            #expect(try await driver.changes(id, to: order) == [])
            #expect(try await driver.observe(id)?.settings == before)

            let path = "\(place.path)/drift/config"
            let text = try await place.text(of: path)
            try await LocalMachine().write(path, Array(text.replacing("= 67108864", with: "= 268435456").utf8))
            #expect(
                try await driver.changes(id, to: order) == [
                    SettingChange("spec.memory", wanted: "64Mi", found: "256Mi", needsRestart: false)
                ])
            #expect(try await driver.update(id, to: order) == [])
            #expect(try await driver.changes(id, to: order) == [])
            #expect(try await place.text(of: path) == text)

            // A line after Strata's part goes before it and stays its owner's.
            try await LocalMachine().write(path, Array((text + "lxc.uts.name = mine\n").utf8))
            let foreign = SettingChange("spec.hostname", wanted: "drift", found: "mine", needsRestart: true)
            #expect(try await driver.changes(id, to: order) == [foreign])
            _ = try await driver.update(id, to: order)
            #expect(try await driver.changes(id, to: order) == [foreign])
        }
    }

    @Test func `of a container of others, only limits are compared`() async throws {
        try await Place.use { place in
            let local = LocalMachine()
            try await local.makeDirectory("\(place.path)/theirs")
            let key = place.driver.facts.layout.isLegacy("pids") ? "lxc.cgroup.pids.max" : "lxc.cgroup2.pids.max"
            let text = "lxc.uts.name = strange\nlxc.net.0.type = empty\nlxc.environment = X=1\n\(key) = 77\n"
            try await local.write("\(place.path)/theirs/config", Array(text.utf8))
            let id = NativeID("theirs")
            let seen = try #require(try await place.driver.observe(id))
            #expect(seen.owner == nil && seen.processes == 77)
            var order = place.order("theirs") { $0.processes = seen.processes }
            order.image = nil
            #expect(try await place.driver.changes(id, to: order) == [])
            #expect(try await place.text(of: "\(place.path)/theirs/config") == text)
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.driver.changes(id, to: order) == [])
            #expect(try await place.driver.observe(id)?.owner == order.uid)
            order.processes = 78
            #expect(
                try await place.driver.changes(id, to: order) == [
                    SettingChange("spec.processes", wanted: 78, found: 77, needsRestart: false)
                ])
        }
    }

    @Test(arguments: Way.allCases) func `tells how its run ended`(way: Way) async throws {
        try await Place.use(way) { place in
            for (name, script, exit) in [
                ("zero", "exit 0", Instance.Exit.exited(0)), ("three", "exit 3", .exited(3)),
            ] {
                let id = try await place.driver.create(place.order("\(name)-\(way)") { $0.command = ["/bin/sh", "-c", script] })
                #expect(try await place.driver.observe(id)?.exit == nil)
                try await place.driver.start(id)
                try await eventually { try await place.driver.observe(id)?.power == .stopped }
                #expect(try await place.driver.observe(id)?.exit == exit)
                #expect(try await place.driver.list().first { $0.id == id }?.exit == exit)
            }
            let id = try await place.driver.create(place.order("killed-\(way)") { $0.command = ["/bin/sleep", "1000"] })
            for _ in 0..<2 {
                try await place.driver.start(id)
                #expect(try await place.driver.observe(id)?.exit == nil)
                let pid = try #require(try await place.driver.observe(id)?.pid)
                try await LocalMachine().check(Command("kill", "-9", "\(pid)"))
                try await eventually { try await place.driver.observe(id)?.power == .stopped }
                #expect(try await place.driver.observe(id)?.exit == Instance.Exit(signal: 9, reason: "Killed"))
            }
        }
    }

    @Test(arguments: [
        ("", Instance.Exit?.none), ("lxc-start web 20261127 INFO x - ../src/lxc/x.c:y:1 - nothing", nil),
        (
            "lxc-start c1 20261127074103.791 NOTICE   start - ../src/lxc/start.c:post_start:2205 - Started \"/bin/busybox\" with pid \"3111\"",
            .exited(0)
        ),
        (
            "lxc-start c1 20261127074104.558 INFO     error - ../src/lxc/error.c:lxc_error_set_and_log:31 - Child <3125> ended on error (3)",
            .exited(3)
        ),
        (
            "lxc-start c1 20261127074105.506 INFO     error - ../src/lxc/error.c:lxc_error_set_and_log:34 - Child <3166> ended on signal Killed(9)",
            Instance.Exit(signal: 9, reason: "Killed")
        ),
        (
            "lxc-start c1 20261127074105.506 INFO     error - ../src/lxc/error.c:lxc_error_set_and_log:34 - Child <3166> ended on signal Interrupt(2)",
            Instance.Exit(reason: "Completed")
        ),
        ("INFO error - error.c:lxc_error_set_and_log:34 - Child <1> ended on signal Killed(", .unknown),
        ("INFO error - error.c:lxc_error_set_and_log:34 - Child <1> ended on error (99999999999999999999)", .unknown),
        ("INFO error - error.c:lxc_error_set_and_log:34 - Child <1> ended on ", .unknown),
    ]) func `a log of LXC's becomes an end`(text: String, exit: Instance.Exit?) {
        #expect(StartLog.exit(in: text) == exit)
    }
}
