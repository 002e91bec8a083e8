import Glibc
import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import NspawnDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A machine's life` {
    @Test(arguments: Way.allCases, [false, true])
    func `goes from nothing to nothing, and every call may be made twice`(way: Way, privileged: Bool) async throws {
        try await Yard.use(way) { yard in
            let driver = yard.driver
            let name = "life-\(way)-\(privileged ? "root" : "map")"
            let order = yard.order(name, privileged: privileged) { $0.labels = ["app": "x"] }
            let id = try await driver.create(order)
            #expect(try await driver.create(order) == id)
            #expect(id.text == name)
            var seen = try #require(try await driver.observe(id))
            #expect(seen.owner == order.uid)
            #expect(seen.power == .stopped)
            #expect(try await driver.list() == [seen])

            for _ in 0..<2 { try await driver.start(id) }
            seen = try #require(try await driver.list().first)
            #expect(seen.power == .running)
            #expect(try #require(seen.pid) > 1)
            #expect(try await driver.observe(id)?.pid == seen.pid)
            #expect(try #require(seen.usage.memory).value > 0)
            #expect(try #require(seen.usage.processes) >= 1)
            #expect(try #require(seen.usage.cpuSeconds) > 0)
            let age = Timestamp.now().since(try #require(seen.startedAt))
            #expect(age > .seconds(-2) && age < .seconds(60))
            let map = try await yard.run(id, "cat", "/proc/self/uid_map").text.split(separator: " ").map(String.init)
            #expect(map[1] == (privileged ? "0" : "\(driver.facts.map.user)"))
            #expect(try await yard.run(id, "hostname").text == "\(name)\n")
            #expect(try await yard.run(id, "cat", "/etc/hosts").text.contains(name))
            #expect(try await yard.run(id, "sh", "-c", "rm -r /var && mkdir /var && touch /var/x && ls /var").text == "x\n")

            for _ in 0..<2 { try await driver.pause(id) }
            let frozen = try #require(try await driver.observe(id))
            #expect(frozen.power == .paused && frozen.pid == seen.pid)
            for _ in 0..<2 { try await driver.resume(id) }
            #expect(try await driver.observe(id)?.power == .running)

            // By itself, not because its time was up.
            let took = try await ContinuousClock().measure { for _ in 0..<2 { try await driver.stop(id, grace: .seconds(60)) } }
            #expect(took < .seconds(50))
            #expect(try await driver.observe(id)?.power == .stopped)
            #expect(try await yard.console(order.uid).contains("stopping"))
            try await driver.start(id)
            #expect(try await yard.run(id, "ls", "/var").text == "x\n", "what the machine wrote is kept over a restart")
            for _ in 0..<2 { try await driver.delete(id, owner: order.uid) }
            #expect(try await driver.observe(id) == nil)
            #expect(try await driver.list().isEmpty)
            let traces = try await yard.traces(of: order.uid)
            #expect(traces == [])
        }
    }

    @Test func `a frozen machine is stopped as gracefully as a running one`() async throws {
        try await Yard.use { yard in
            let order = yard.order("frozen")
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            try await eventually { try await yard.console(order.uid).contains("started") }
            try await yard.driver.pause(id)
            try await yard.driver.stop(id, grace: .seconds(20))
            #expect(try await yard.console(order.uid).contains("stopping"))
        }
    }

    @Test func `a machine that ignores the signal is stopped hard after its grace, also when it is frozen`() async throws {
        try await Yard.use { yard in
            let id = try await yard.driver.create(yard.order("deaf") { $0.command = ["/bin/sleep", "1000"] })
            try await yard.driver.start(id)
            let took = try await ContinuousClock().measure { try await yard.driver.stop(id, grace: .seconds(1)) }
            #expect(took > .milliseconds(900) && took < .seconds(8))
            #expect(try await yard.driver.observe(id)?.power == .stopped)
            try await yard.driver.start(id)
            try await yard.driver.pause(id)
            try await yard.driver.stop(id, grace: .zero)
            #expect(try await yard.driver.observe(id)?.power == .stopped)
        }
    }

    @Test func `machines of others are seen and never touched`() async throws {
        try await Yard.use { yard in
            let local = LocalMachine()
            try await local.makeDirectory("\(yard.path)/web/usr")
            try await local.write("\(yard.path)/disk.raw", [0])
            try await local.write("\(yard.path)/noted.nspawn", Array("[Exec]\nBoot=no\n".utf8))
            let order = yard.order("web")
            let id = try await yard.driver.create(order)
            #expect(id.text.hasPrefix("web-"))
            #expect(try await yard.driver.create(yard.order("noted")).text.hasPrefix("noted-"))
            let foreign = try #require(try await yard.driver.observe(NativeID("web")))
            #expect(foreign.owner == nil && foreign.power == .stopped)
            for name in ["web", "disk"] {
                await #expect(throws: DriverError.self) { try await yard.driver.delete(NativeID(name), owner: order.uid) }
                await #expect(throws: DriverError.self) { try await yard.driver.start(NativeID(name)) }
            }
            await #expect(throws: DriverError.self) { try await yard.driver.delete(id, owner: .random()) }
            try await yard.driver.delete(id, owner: order.uid)
            #expect(try await local.exists("\(yard.path)/web/usr"))
            #expect(try await local.read("\(yard.path)/disk.raw") == [0])
            #expect(try await yard.driver.list().filter { $0.owner == nil }.map(\.id.text).sorted() == ["disk", "web"])
        }
    }

    @Test func `a machine that others run is seen to run`() async throws {
        try await Yard.use { yard in
            let local = LocalMachine()
            let id = try await yard.driver.create(yard.order("source", privileged: true))
            let lower = try #require(try await yard.driver.definition(id.text, "look at")).lower
            try await local.check(Command("cp", "-a", lower, "\(yard.path)/theirs"))
            let groups = ["systemd", "unified"].map { "/sys/fs/cgroup/\($0)" }
            let script =
                #"t=$1 p=$2; shift 2; for g; do [ ! -d "$g" ] || { mkdir -p "$g/$t"; echo $$ >"$g/$t/cgroup.procs"; }; done; exec systemd-nspawn -q --register=no --keep-unit --private-network --pipe -D "$p" /bin/sleep 1000"#
            let tag = "strata-test-\(UID.random().text.prefix(8))"
            let session = try await local.open(
                Command(executable: "sh", arguments: ["-c", script, "sh", tag, "\(yard.path)/theirs"] + groups))
            try await eventually { try await yard.driver.list().first { $0.id.text == "theirs" }?.power == .running }
            let seen = try #require(try await yard.driver.observe(NativeID("theirs")))
            #expect(seen.owner == nil && seen.pid != nil)
            try await eventually { try await yard.run(seen.id, "hostname").text == "theirs\n" }
            await session.terminate()
            try await eventually { try await yard.driver.observe(NativeID("theirs"))?.power == .stopped }
            _ = try await local.run(
                Command(
                    executable: "sh",
                    arguments: [
                        "-c", #"t=$1; shift; for g; do find "$g/$t" -depth -type d -exec rmdir {} \; ; done 2>/dev/null"#, "sh", tag,
                    ] + groups))
        }
    }

    @Test func `a copy of a machine with its settings belongs to nobody`() async throws {
        try await Yard.use { yard in
            let order = yard.order("original")
            let id = try await yard.driver.create(order)
            let script = #"cp -a "$1/original" "$1/copy"; cp -a "$1/original.nspawn" "$1/copy.nspawn""#
            try await LocalMachine().check(Command("sh", "-c", script, "sh", yard.path))
            let seen = try await yard.driver.list()
            #expect(seen.first { $0.id.text == "copy" }?.owner == nil)
            #expect(seen.first { $0.id == id }?.owner == order.uid)
            await #expect(throws: DriverError.self) { try await yard.driver.delete(NativeID("copy"), owner: order.uid) }
        }
    }

    @Test func `calls on a machine that does not exist say so`() async throws {
        try await Yard.use { yard in
            let id = NativeID("nobody")
            for call in [
                { try await yard.driver.start(id) }, { try await yard.driver.stop(id, grace: .zero) },
                { try await yard.driver.pause(id) },
                { _ = try await yard.driver.exec(id, ExecRequest(command: ["true"])) },
                { _ = try await yard.driver.log(id, tail: nil, follow: false) },
            ] as [() async throws -> Void] {
                await #expect { try await call() } throws: { if case DriverError.notFound = $0 { true } else { false } }
            }
            try await yard.driver.delete(id, owner: .random())
            #expect(try await yard.driver.observe(NativeID("../../etc")) == nil)
        }
    }

    @Test(arguments: Way.allCases)
    func `a start that fails says why in nspawn's words`(way: Way) async throws {
        try await Yard.use(way) { yard in
            let order = yard.order("lame") { $0.command = ["/no/such/program"] }
            let id = try await yard.driver.create(order)
            await #expect { try await yard.driver.start(id) } throws: {
                "\($0)".contains("execv(/no/such/program)") && "\($0)".contains("spec.command")
            }
            #expect(try await yard.driver.observe(id)?.power == .stopped)
            try await yard.driver.delete(id, owner: order.uid)
            let traces = try await yard.traces(of: order.uid)
            #expect(traces == [])
        }
    }

    @Test func `a command that ends at once has run`() async throws {
        try await Yard.use { yard in
            let order = yard.order("brief") { $0.command = ["/bin/echo", "it's", "a \"quoted\" \\word\\", "%n $HOME", "two\nlines", ""] }
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            try await eventually { try await yard.driver.observe(id)?.power == .stopped }
            #expect(try await yard.console(order.uid) == "it's a \"quoted\" \\word\\ %n $HOME two\r\nlines \r\n")
        }
    }

    @Test func `a machine runs on when Strata ends, and is found again`() async throws {
        try await Yard.use { yard in
            let order = yard.order("lasting")
            let id = try await yard.driver.create(order)
            try await yard.driver.start(id)
            let pid = try await yard.driver.observe(id)?.pid
            let driver = try await yard.reconnected()
            let seen = try #require(try await driver.list().first)
            #expect(seen.pid == pid && seen.power == .running && seen.owner == order.uid)
            let process = try #require(
                try await driver.supervisor.running(id.text, try await driver.definition(id.text, "look at"))?.process)
            let status = try await yard.text(of: "/proc/\(process)/status")
            let shell = try #require(ProcessFiles.parent(status: status))
            #expect(shell != Int(getpid()))
            // A number that is anybody's by now is not taken for the machine's.
            try await driver.stop(id, grace: .seconds(10))
            try await LocalMachine().write("\(driver.places.side(order.uid).process)", Array("\(getpid())\n".utf8))
            #expect(try await driver.observe(id)?.power == .stopped)
        }
    }
}
