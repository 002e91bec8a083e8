import Glibc
import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A container's life` {
    @Test(arguments: Way.allCases, [false, true])
    func `goes from nothing to nothing, and every call may be made twice`(way: Way, privileged: Bool) async throws {
        try await Place.use(way) { place in
            let driver = place.driver
            let name = "life-\(way)-\(privileged ? "root" : "map")"
            let order = place.order(name, privileged: privileged) { $0.labels = ["app": "x"] }
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
            #expect(seen.problem == "")
            #expect(try #require(seen.pid) > 1)
            #expect(try await driver.observe(id)?.pid == seen.pid)
            #expect(try #require(seen.usage.memory).value > 0)
            #expect(try #require(seen.usage.processes) >= 1)
            #expect(try #require(seen.usage.cpuSeconds) > 0)
            let age = Timestamp.now().since(try #require(seen.startedAt))
            #expect(age > .seconds(-2) && age < .seconds(60))
            let map = try await place.run(id, "cat", "/proc/self/uid_map").text.split(separator: " ").map(String.init)
            #expect(map[1] == (privileged ? "0" : "\(driver.facts.map.user)"))
            #expect(try await place.run(id, "hostname").text == "\(name)\n")
            #expect(try await place.run(id, "cat", "/etc/hosts").text.contains(name))
            // Directories of the image can be removed and made anew, which needs marks that not every overlay can set.
            #expect(try await place.run(id, "sh", "-c", "rm -r /var && mkdir /var && touch /var/x && ls /var").text == "x\n")

            for _ in 0..<2 { try await driver.pause(id) }
            let frozen = try #require(try await driver.observe(id))
            #expect(frozen.power == .paused && frozen.pid == seen.pid)
            for _ in 0..<2 { try await driver.resume(id) }
            #expect(try await driver.observe(id)?.power == .running)

            let took = try await ContinuousClock().measure { for _ in 0..<2 { try await driver.stop(id, grace: .seconds(10)) } }
            #expect(took < .seconds(5))
            #expect(try await driver.observe(id)?.power == .stopped)
            try await driver.start(id)
            #expect(try await place.run(id, "ls", "/var").text == "x\n", "what the container wrote is kept over a restart")
            for _ in 0..<2 { try await driver.delete(id, owner: order.uid) }
            #expect(try await driver.observe(id) == nil)
            #expect(try await driver.list().isEmpty)
            try await eventually { try await place.traces(of: name).isEmpty }
        }
    }

    @Test func `a frozen container is stopped as gracefully as a running one`() async throws {
        try await Place.use { place in
            let id = try await place.driver.create(place.order("frozen"))
            try await place.driver.start(id)
            try await eventually { try await place.text(of: "\(place.path)/frozen/console.log").contains("started") }
            try await place.driver.pause(id)
            try await place.driver.stop(id, grace: .seconds(20))
            #expect(try await place.text(of: "\(place.path)/frozen/console.log").contains("stopping"))
        }
    }

    @Test func `a container that ignores the signal is stopped hard after its grace`() async throws {
        try await Place.use { place in
            let id = try await place.driver.create(place.order("deaf") { $0.command = ["/bin/sleep", "1000"] })
            try await place.driver.start(id)
            let took = try await ContinuousClock().measure { try await place.driver.stop(id, grace: .seconds(1)) }
            #expect(took > .milliseconds(900) && took < .seconds(8))
            #expect(try await place.driver.observe(id)?.power == .stopped)
        }
    }

    @Test func `a container of others is seen and never touched`() async throws {
        try await Place.use { place in
            let local = LocalMachine()
            try await local.makeDirectory("\(place.path)/web")
            let text = Array("lxc.uts.name = web\nlxc.net.0.type = empty\n".utf8)
            try await local.write("\(place.path)/web/config", text)
            let order = place.order("web")
            let id = try await place.driver.create(order)
            #expect(id.text.hasPrefix("web-"))
            let foreign = try #require(try await place.driver.observe(NativeID("web")))
            #expect(foreign.owner == nil)
            await #expect(throws: DriverError.self) { try await place.driver.delete(NativeID("web"), owner: order.uid) }
            await #expect(throws: DriverError.self) { try await place.driver.delete(id, owner: .random()) }
            try await place.driver.delete(id, owner: order.uid)
            #expect(try await local.read("\(place.path)/web/config") == text)
            #expect(try await place.driver.list().map(\.id.text) == ["web"])
        }
    }

    @Test(.enabled(if: access("/usr/bin/rsync", X_OK) == 0, "lxc-copy needs rsync"))
    func `a copy made with lxc-copy belongs to nobody, and the original stays its instance's`() async throws {
        try await Place.use { place in
            let order = place.order("original", privileged: true)
            let id = try await place.driver.create(order)
            try await LocalMachine().check(Command("lxc-copy", "-s", "-P", place.path, "-n", id.text, "-N", "copy"))
            let seen = try await place.driver.list()
            #expect(seen.first { $0.id.text == "copy" }?.owner == nil)
            #expect(seen.first { $0.id == id }?.owner == order.uid)
            await #expect(throws: DriverError.self) { try await place.driver.delete(NativeID("copy"), owner: order.uid) }
        }
    }

    @Test func `a configuration that LXC cannot load is shown with LXC's words`() async throws {
        try await Place.use { place in
            let order = place.order("broken")
            let id = try await place.driver.create(order)
            _ = try await place.driver.create(place.order("sound"))
            let file = "\(place.path)/broken/config"
            let text = try #require(try await LocalMachine().read(file)) + Array("lxc.nonsense = 1\n".utf8)
            try await LocalMachine().write(file, text, mode: 0o600)
            for seen in [try await place.driver.list().first { $0.id == id }, try await place.driver.observe(id)] {
                #expect(seen?.owner == order.uid)
                #expect(seen?.problem.contains("lxc.nonsense") == true)
            }
            #expect(try await place.driver.list().first { $0.id.text == "sound" }?.problem == "")
            await #expect { try await place.driver.start(id) } throws: { "\($0)".contains("lxc.nonsense") }
            try await place.driver.delete(id, owner: order.uid)
            #expect(try await place.driver.list().map(\.id.text) == ["sound"])
        }
    }

    @Test func `calls on a container that does not exist say so`() async throws {
        try await Place.use { place in
            let id = NativeID("nobody")
            for call in [
                { try await place.driver.start(id) }, { try await place.driver.stop(id, grace: .zero) },
                { try await place.driver.pause(id) },
                { _ = try await place.driver.exec(id, ExecRequest(command: ["true"])) },
                { _ = try await place.driver.log(id, tail: nil, follow: false) },
            ] as [() async throws -> Void] {
                await #expect { try await call() } throws: { if case DriverError.notFound = $0 { true } else { false } }
            }
            try await place.driver.delete(id, owner: .random())
            #expect(try await place.driver.observe(NativeID("../../etc")) == nil)
        }
    }

    @Test func `a start that fails says why in LXC's words`() async throws {
        try await Place.use { place in
            let id = try await place.driver.create(place.order("lame") { $0.command = ["/no/such/program"] })
            await #expect { try await place.driver.start(id) } throws: {
                "\($0)".contains("Failed to exec \"/no/such/program\"") && "\($0)".contains("spec.command")
            }
            #expect(try await place.driver.observe(id)?.power == .stopped)
            let owner = try #require(try await place.driver.observe(id)?.owner)
            try await place.driver.delete(id, owner: owner)
            try await eventually { try await place.traces(of: "lame").isEmpty }
        }
    }
}

extension Place {
    func text(of file: String) async throws -> String { String(decoding: try await LocalMachine().read(file) ?? [], as: UTF8.self) }
}
