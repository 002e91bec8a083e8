import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import TestContainers
import Testing

@testable import LXCDriver

@Suite(.tags(.host), .timeLimit(.minutes(5))) struct `A container on the managed network` {
    private func inNamespace(_ body: (Place) async throws -> Void) async throws {
        let local = LocalMachine()
        let mark = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
        let namespace = "stl\(mark)"
        try await local.check(Command("ip", "netns", "add", namespace))
        try await local.check(Command("ip", "-n", namespace, "link", "set", "lo", "up"))
        let result: Result<Void, any Error>
        do {
            try await Place.use(machine: NamespaceMachine(namespace: namespace), options: ["bridge": .string("st\(mark)0")]) { place in
                do {
                    try await body(place)
                } catch {
                    try await place.driver.network.reset()
                    throw error
                }
                try await place.driver.network.reset()
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await local.check(Command("ip", "netns", "delete", namespace))
        try result.get()
    }

    private func order(_ place: Place, _ name: String, _ change: (inout Order) -> Void = { _ in }) -> Order {
        place.order(name) {
            $0.options["network"] = "managed"
            change(&$0)
        }
    }

    @Test func `has its address when it starts, reaches its router and resolves names`() async throws {
        try await inNamespace { place in
            let first = try await place.driver.create(order(place, "first"))
            let second = try await place.driver.create(order(place, "second"))
            for id in [first, second] { try await place.driver.start(id) }
            let addresses = try await place.driver.list().map(\.addresses.first)
            let (one, two) = (try #require(addresses[0]), try #require(addresses[1]))
            #expect(one != two)
            let lease = try #require(try await place.driver.network.leases().first { $0.hostname == "first" })
            #expect(lease.address == one)
            try await eventually { try await place.run(first, "ping", "-c", "1", "-W", "1", lease.gateway).exit == .exited(0) }
            try await eventually { try await place.run(first, "ping", "-c", "1", "-W", "1", "second").exit == .exited(0) }
            #expect(try await place.run(first, "cat", "/etc/resolv.conf").text.contains("nameserver \(lease.gateway)"))
            let routes = try await place.run(first, "ip", "route").text
            #expect(routes.contains("default via \(lease.gateway)"))
        }
    }

    @Test func `keeps its address and ports until it is deleted, and leaves no device behind`() async throws {
        try await inNamespace { place in
            let order = order(place, "kept") { $0.ports = [Instance.Port(port: 80, hostPort: 8080)] }
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            let address = try await place.driver.observe(id)?.addresses
            #expect(try await place.driver.network.publications()[order.uid] == order.ports)
            try await place.driver.stop(id, grace: .zero)
            try await place.driver.start(id)
            #expect(try await place.driver.observe(id)?.addresses == address)
            try await place.driver.delete(id, owner: order.uid)
            #expect(try await place.driver.network.leases().isEmpty)
            #expect(try await place.driver.network.publications().isEmpty)
            try await eventually { try await !place.machine.check(Command("ip", "link")).text.contains("veth") }
        }
    }

    @Test func `gets a new address when the network was made anew`() async throws {
        try await inNamespace { place in
            let order = order(place, "moved")
            let id = try await place.driver.create(order)
            try await place.driver.network.reset()
            // Somebody else is first now.
            let other = try await place.driver.network.attach(owner: .random(), hostname: "other")
            try await place.driver.start(id)
            let address = try #require(try await place.driver.observe(id)?.addresses.first)
            #expect(address != other.address)
            #expect(try await place.driver.network.lease(owner: order.uid)?.address == address)
            #expect(try await place.run(id, "cat", "/etc/hosts").text.contains(address))
        }
    }

    @Test func `a container half made gives its address back`() async throws {
        try await inNamespace { place in
            let uid = UID.random()
            _ = try await place.driver.network.attach(owner: uid, hostname: "half")
            try await LocalMachine().makeDirectory(Workshop.bench(of: uid, in: place.path))
            let driver = try await place.reconnected(["bridge": .string(place.driver.network.name)])
            #expect(try await driver.network.leases().isEmpty)
        }
    }

    @Test func `ports change while it runs`() async throws {
        try await inNamespace { place in
            var order = order(place, "ports")
            let id = try await place.driver.create(order)
            try await place.driver.start(id)
            order.ports = [Instance.Port(port: 81, hostPort: 8081)]
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.driver.network.publications()[order.uid] == order.ports)
            order.ports = []
            #expect(try await place.driver.update(id, to: order) == [])
            #expect(try await place.driver.network.publications().isEmpty)
        }
    }

    @Test func `has a card on each of its networks, and gets and loses them while it runs`() async throws {
        try await inNamespace { place in
            let driver = place.driver
            let back = NetworkOrder(uid: .random(), name: ObjectName(namespace: "default", name: "back"), domain: "back.internal")
            let made = try await driver.keepNetwork(back)
            #expect(try await driver.keepNetwork(back) == made)
            let fixed = made.gateway.split(separator: ".").dropLast().joined(separator: ".") + ".77"
            let first = order(place, "first") { $0.networks = [CardOrder(), CardOrder(network: back, address: fixed)] }
            var second = order(place, "second")
            let (one, two) = (try await driver.create(first), try await driver.create(second))
            for id in [one, two] { try await driver.start(id) }
            try await eventually { try await driver.observe(one)?.addresses.count == 2 }
            #expect(try await driver.observe(one)?.addresses.last == fixed)
            #expect(try await place.run(two, "ping", "-c", "1", "-W", "1", fixed).exit != .exited(0), "networks are apart")

            second.networks = [CardOrder(), CardOrder(network: back)]
            #expect(try await driver.update(two, to: second) == [])
            try await eventually { try await place.run(two, "ping", "-c", "1", "-W", "1", fixed).exit == .exited(0) }
            try await eventually { try await place.run(two, "ping", "-c", "1", "-W", "1", "first.back.internal").exit == .exited(0) }
            second.networks[1].address = fixed
            await #expect { try await driver.update(two, to: second) } throws: { "\($0)".contains("\(fixed) is held by first") }
            second.networks = []
            #expect(try await driver.update(two, to: second) == [])
            #expect(try await driver.observe(two)?.addresses.count == 1)
            await #expect { try await driver.removeNetwork(back.uid) } throws: { "\($0)".contains("in use by first") }
            try await driver.delete(one, owner: first.uid)
            for _ in 0..<2 { try await driver.removeNetwork(back.uid) }
            #expect(try await !place.machine.check(Command("ip", "link")).text.contains(made.bridge))
        }
    }

    @Test func `a container removed behind Strata's back gives its address and ports back at the next connection`() async throws {
        try await inNamespace { place in
            let id = try await place.driver.create(order(place, "lost") { $0.ports = [Instance.Port(port: 80, hostPort: 8082)] })
            let kept = order(place, "kept")
            _ = try await place.driver.create(kept)
            try await LocalMachine().remove("\(place.path)/\(id)")
            let driver = try await place.reconnected(["bridge": .string(place.driver.network.name)])
            #expect(try await driver.network.leases().map(\.owner) == [kept.uid])
            #expect(try await driver.network.publications().isEmpty)
        }
    }

    @Test func `a container that is taken off its network keeps its volumes`() async throws {
        try await inNamespace { place in
            let volume = VolumeOrder(uid: .random(), name: ObjectName(namespace: "default", name: "data"), size: 16 << 20)
            _ = try await place.driver.keepVolume(volume)
            var order = order(place, "off") { $0.volumes = [MountOrder(volume: volume, path: "/data")] }
            let id = try await place.driver.create(order)
            order.image = nil
            order.options["network"] = "none"
            _ = try await place.driver.update(id, to: order)
            #expect(try await place.driver.network.leases().isEmpty)
            #expect(try await place.driver.keepVolume(volume).holders == [order.uid])
            try await place.driver.delete(id, owner: order.uid)
            try await place.driver.removeVolume(volume.uid)
        }
    }
}
