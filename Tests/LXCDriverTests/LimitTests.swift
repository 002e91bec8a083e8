import StrataAPI
import StrataDriverKit
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `What a container may use` {
    private let hungry = "dd if=/dev/zero of=/dev/null bs=100M count=1 2>/dev/null; echo $?"
    private let busy = "i=0; while [ $i -lt 30 ]; do sleep 5 & i=$((i+1)); done; wait; echo all"

    @Test func `memory is limited, and the limit can be changed while it runs`() async throws {
        try await Place.use { place in
            var order = place.order("memory") { $0.memory = Quantity("32Mi") }
            let id = try await place.driver.create(order)
            #expect(try await place.driver.observe(id)?.memory == Quantity("32Mi"))
            try await place.driver.start(id)
            #expect(try await place.run(id, "sh", "-c", hungry).text.contains("137"))
            #expect(try await place.driver.observe(id)?.power == .running)
            order.memory = Quantity("256Mi")
            for _ in 0..<2 { #expect(try await place.driver.update(id, to: order) == []) }
            #expect(try await place.run(id, "sh", "-c", hungry).text == "0\n")
            #expect(try await place.driver.observe(id)?.memory == Quantity("256Mi"))
            order.memory = nil
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.driver.observe(id)?.memory == nil)
            order.memory = Quantity("4Ki")
            _ = try await place.driver.update(id, to: order)
            try await place.driver.stop(id, grace: .zero)
        }
    }

    @Test(arguments: [false, true])
    func `processes are limited`(privileged: Bool) async throws {
        try await Place.use { place in
            var order = place.order("pids", privileged: privileged) { $0.processes = 12 }
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            #expect(try await place.run(id, "sh", "-c", busy).text.contains("fork"))
            order.processes = 200
            #expect(try await place.driver.update(id, to: order) == [])
            try await eventually { try await place.driver.observe(id)?.usage.processes ?? 99 < 8 }
            #expect(
                try await place.run(id, "sh", "-c", "i=0; while [ $i -lt 30 ]; do usleep 1 & i=$((i+1)); done; wait; echo all").text
                    == "all\n")
        }
    }

    @Test func `processor time is limited`() async throws {
        try await Place.use { place in
            let order = place.order("cpu") {
                $0.cpuCores = 0.1
                $0.command = ["/bin/sh", "-c", "while :; do :; done"]
            }
            let id = try await place.driver.create(order)
            #expect(try await place.driver.observe(id)?.cpuCores == 0.1)
            try await place.driver.start(id)
            let first = try #require(try await place.driver.observe(id)?.usage.cpuSeconds)
            let started = ContinuousClock.now
            try await eventually { started.duration(to: .now) > .seconds(2) }
            let used = try #require(try await place.driver.observe(id)?.usage.cpuSeconds) - first
            let elapsed = started.duration(to: .now) / .seconds(1)
            #expect(used < elapsed * 0.25, "a tenth of a core was allowed")
        }
    }

    @Test func `an update tells what waits for the next start, and the next start brings it`() async throws {
        try await Place.use { place in
            var order = place.order("change")
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            order.hostname = "renamed"
            order.environment = ["A": "1", "B": "x\ny"]
            order.command = ["/bin/sh", "-c", "echo new; exec sleep 1000"]
            order.labels = ["a": "b"]
            #expect(Set(try await place.driver.update(id, to: order)) == ["spec.hostname", "spec.environment", "spec.command"])
            try await place.driver.stop(id, grace: .zero)
            try await place.driver.start(id)
            #expect(try await place.run(id, "hostname").text == "renamed\n")
            #expect(try await place.run(id, "cat", "/etc/hostname").text == "renamed\n")
            #expect(try await place.run(id, "sh", "-c", "tr '\\0' '|' </proc/1/environ").text.contains("B=x\ny|"))
            #expect(try await place.driver.update(id, to: order) == [])
            order.options["privileged"] = true
            await #expect(throws: DriverError.self) { try await place.driver.update(id, to: order) }
            order.uid = .random()
            await #expect { try await place.driver.update(id, to: order) } throws: {
                if case DriverError.notOwned = $0 { true } else { false }
            }
        }
    }

    @Test func `a container of others can be taken over, keeps all it had and is removed by LXC's own means`() async throws {
        try await Place.use { place in
            let local = LocalMachine()
            let donor = place.order("donor", privileged: true)
            _ = try await place.driver.create(donor)
            try await local.makeDirectory("\(place.path)/old/rootfs")
            try await local.check(
                Command("sh", "-c", "cp -a \"$1\"/images/*/host/rootfs/. \"$2\"", "sh", place.state, "\(place.path)/old/rootfs"))
            let text =
                "# mine\nlxc.rootfs.path = dir:\(place.path)/old/rootfs\nlxc.uts.name = kept\nlxc.net.0.type = empty\nlxc.init.cmd = /bin/sleep 1000\n"
            try await local.write("\(place.path)/old/config", Array(text.utf8))
            let id = NativeID("old")
            try await place.driver.start(id)
            let order = place.order("old") {
                $0.image = nil
                $0.processes = 33
            }
            #expect(try await place.driver.update(id, to: order) == [])
            let seen = try #require(try await place.driver.observe(id))
            #expect(seen.owner == order.uid)
            #expect(seen.processes == 33)
            #expect(try await place.text(of: "\(place.path)/old/config").hasPrefix(text))
            try await place.driver.stop(id, grace: .zero)
            try await place.driver.start(id)
            #expect(try await place.run(id, "hostname").text == "kept\n")
            await #expect(throws: DriverError.self) { try await place.driver.delete(id, owner: donor.uid) }
            try await place.driver.delete(id, owner: order.uid)
            #expect(try await place.driver.observe(id) == nil)
            #expect(try await !local.exists("\(place.path)/old"))
        }
    }
}
