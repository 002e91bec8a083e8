import Glibc
import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import NspawnDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `What changes of a machine` {
    @Test(arguments: Way.allCases)
    func `limits hold, and change while it runs`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let driver = yard.driver
            var order = yard.order("limits") {
                $0.cpuCores = 0.5
                $0.memory = Quantity(bytes: 64 << 20)
                $0.processes = 20
            }
            let id = try await driver.create(order)
            #expect(try await driver.observe(id)?.cpuCores == 0.5)
            try await driver.start(id)
            let direct = try #require(driver.supervisor as? DirectSupervisor)
            func values() async throws -> [String] {
                var values: [String] = []
                for setting in direct.settings(try #require(try await driver.definition(id.text, "look at"))) {
                    values.append(String(try await yard.text(of: setting.file).prefix { $0 != "\n" }))
                }
                return values
            }
            let wanted = direct.settings(try #require(try await driver.definition(id.text, "look at"))).map(\.value)
            #expect(try await values() == wanted)
            let forks = "for i in $(seq 40); do sleep 100 >/dev/null 2>&1 & done; echo all"
            #expect(try await !yard.run(id, "sh", "-c", forks).text.contains("all"))
            order.cpuCores = nil
            order.memory = Quantity(bytes: 128 << 20)
            order.processes = 100
            #expect(try await driver.update(id, to: order) == [])
            let changed = direct.settings(try #require(try await driver.definition(id.text, "look at")))
            #expect(changed.contains { $0.value == "\(128 << 20)" })
            #expect(try await yard.run(id, "sh", "-c", forks).text.contains("all"))
            #expect(try await driver.update(id, to: order) == [])
        }
    }

    @Test func `what waits for the next start is named, and is there then`() async throws {
        try await Yard.use { yard in
            var order = yard.order("waits")
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            order.hostname = "other"
            order.environment = ["A": "b"]
            order.command = ["/bin/sleep", "1000"]
            #expect(try await yard.driver.update(id, to: order) == ["spec.hostname", "spec.command", "spec.environment"])
            try await yard.driver.stop(id, grace: .seconds(5))
            #expect(try await yard.driver.update(id, to: order) == [])
            try await yard.driver.start(id)
            #expect(try await yard.run(id, "hostname").text == "other\n")
            #expect(try await yard.run(id, "cat", "/etc/hostname").text == "other\n")
            #expect(try await yard.run(id, "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline").text == "/bin/sleep 1000 ")
            order.options["privileged"] = true
            await #expect { _ = try await yard.driver.update(id, to: order) } throws: { "\($0)".contains("create it anew") }
            var foreign = order
            foreign.uid = .random()
            await #expect { _ = try await yard.driver.update(id, to: foreign) } throws: {
                if case DriverError.notOwned = $0 { true } else { false }
            }
        }
    }

    @Test func `an ephemeral machine starts from its image each time`() async throws {
        try await Yard.use { yard in
            let order = yard.order("fleeting") { $0.options["ephemeral"] = true }
            let id = try await yard.driver.create(order)
            for _ in 0..<2 {
                try await yard.driver.start(id)
                #expect(try await yard.run(id, "sh", "-c", "ls /var; touch /var/x; ls /var").text == "x\n")
                #expect(try await yard.run(id, "cat", "/etc/hostname").text == "fleeting\n")
                try await yard.driver.stop(id, grace: .seconds(10))
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `what ends by itself is told within a second, as is what starts`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let id = try await yard.driver.create(yard.order("told"))
            let changes = try await yard.driver.changes()
            var iterator = changes.makeAsyncIterator()
            try await yard.driver.start(id)
            let started = try await iterator.next()
            #expect(started == id)
            let leader = try #require(try await yard.driver.observe(id)?.pid)
            let before = ContinuousClock.now
            kill(pid_t(leader), SIGKILL)
            let ended = try await iterator.next()
            #expect(ended == id)
            #expect(before.duration(to: .now) < .seconds(2))
            #expect(try await yard.driver.observe(id)?.power == .stopped)
        }
    }

    @Test func `an end that nobody could write down is told as well, and what goes on without nspawn ends before the next start`()
        async throws
    {
        try await Yard.use { yard in
            let order = yard.order("silent")
            let id = try await yard.driver.create(order)
            let changes = try await yard.driver.changes()
            var iterator = changes.makeAsyncIterator()
            try await yard.driver.start(id)
            let started = try await iterator.next()
            #expect(started == id)
            let orphan = try #require(try await yard.driver.observe(id)?.pid)
            let side = yard.driver.places.side(order.uid)
            for file in [side.shell, side.process] {
                let number = try #require(pid_t(try await yard.text(of: file).prefix { $0 != "\n" }))
                kill(number, SIGKILL)
            }
            let ended = try await iterator.next()
            #expect(ended == id)
            #expect(try await yard.driver.observe(id)?.power == .stopped)
            #expect(try await yard.driver.observe(id)?.exit == nil)
            try await yard.driver.start(id)
            // One that has ended has no files.
            try await eventually { try await !LocalMachine().exists("/proc/\(orphan)/fd/0") }
            #expect(try await yard.driver.observe(id)?.power == .running)
        }
    }

    @Test func `what happens in a directory is told, once, and nothing else`() async throws {
        try await Yard.use { yard in
            let (one, other) = ("\(yard.directory)/one", "\(yard.directory)/other")
            let local = LocalMachine()
            for path in [one, other] { try await local.makeDirectory(path) }
            let events = try DirectoryEvents()
            for path in [one, other, one, "\(yard.directory)/none"] { try events.watch(path) }
            #expect(events.take() == [])
            let took = await ContinuousClock().measure { await events.wait(atMost: .milliseconds(50)) }
            #expect(took >= .milliseconds(50))
            async let waiting: Void = events.wait(atMost: .seconds(60))
            try await local.check(Command("sh", "-c", #": >"$1/a"; mv "$1/a" "$1/b""#, "sh", one))
            await waiting
            #expect(events.take() == [one])
            #expect(events.take() == [])
            try await local.remove(other)
            #expect(events.take() == [other])
            try await local.makeDirectory(other)
            try events.watch(other)
            try await local.check(Command("mkdir", "\(other)/x"))
            #expect(events.take() == [other])
        }
    }

    @Test func `a machine of others is taken over with its settings`() async throws {
        try await Yard.use { yard in
            let source = yard.order("source", privileged: true)
            let sourceID = try await yard.driver.create(source)
            let lower = try #require(try await yard.driver.definition(sourceID.text, "look at")).lower
            try await LocalMachine().check(Command("cp", "-a", lower, "\(yard.path)/theirs"))
            let settings = Array("[Exec]\nBoot=no\nParameters=/bin/sleep 1000\n".utf8)
            try await LocalMachine().write("\(yard.path)/theirs.nspawn", settings)
            let id = NativeID("theirs")
            let order = yard.order("theirs") {
                $0.image = nil
                $0.processes = 30
            }
            #expect(try await yard.driver.update(id, to: order) == [])
            let seen = try #require(try await yard.driver.observe(id))
            #expect(seen.owner == order.uid && seen.processes == 30)
            #expect(try await yard.text(of: "\(yard.path)/theirs.nspawn").hasPrefix(String(decoding: settings, as: UTF8.self)))
            #expect(try await yard.driver.update(id, to: order) == [])
            try await yard.driver.delete(id, owner: order.uid)
            #expect(try await yard.driver.observe(id) == nil)
            #expect(try await !LocalMachine().exists("\(yard.path)/theirs.nspawn"))
        }
    }
}
