import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataNetwork

@Suite(.tags(.host), .timeLimit(.minutes(2)))
struct PublishingTests {
    @Test(arguments: [false, true])
    func `a published port is reached from everywhere and nothing else is`(bridgedPacketsAreFiltered: Bool) async throws {
        try await Laboratory.use { laboratory in
            // What Docker and Kubernetes switch on, and what makes the rules see packets that only cross the bridge.
            let setting = "/proc/sys/net/bridge/bridge-nf-call-iptables"
            if try await laboratory.host.read(setting) != nil {
                let value = bridgedPacketsAreFiltered ? "1" : "0"
                try await laboratory.host.check(Command("sh", "-c", #"echo "$1" > "$2""#, "sh", value, setting))
            }
            let web = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let client = try await laboratory.network.attach(owner: UID("b"), hostname: "client")
            let server = try await laboratory.guest(1, web)
            let guest = try await laboratory.guest(2, client)
            let session = try await laboratory.serve("hello", port: 80, on: server)
            try await laboratory.network.publish(owner: UID("a"), ports: [Instance.Port(port: 80, hostPort: 8080)])
            #expect(try await laboratory.fetch("127.0.0.1", 8080, from: laboratory.host) == "hello")
            #expect(try await laboratory.fetch(Laboratory.hostAddress, 8080, from: laboratory.host) == "hello")
            #expect(try await laboratory.fetch(Laboratory.hostAddress, 8080, from: laboratory.outside) == "hello")
            #expect(try await laboratory.fetch(web.gateway, 8080, from: guest) == "hello")
            #expect(try await laboratory.fetch(Laboratory.hostAddress, 8080, from: guest) == "hello")
            if !bridgedPacketsAreFiltered { #expect(try await laboratory.fetch(web.gateway, 8080, from: server) == "hello") }
            #expect(try await laboratory.fetch(web.address, 80, from: guest) == "hello")
            // A neighbour that knows the way to the subnet does not get in by it.
            try await laboratory.outside.check(Command("ip", "route", "add", "10.0.0.0/8", "via", Laboratory.hostAddress))
            #expect(try await laboratory.fetch(web.address, 80, from: laboratory.outside) == nil)
            try await laboratory.network.unpublish(owner: UID("a"))
            #expect(try await laboratory.fetch("127.0.0.1", 8080, from: laboratory.host) == nil)
            #expect(try await laboratory.network.publications().isEmpty)
            await session.terminate()
        }
    }

    @Test
    func `publishing brings back rules that somebody removed`() async throws {
        try await Laboratory.use { laboratory in
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let session = try await laboratory.serve("hello", port: 80, on: try await laboratory.guest(1, lease))
            try await laboratory.host.check(Command("nft", "flush", "ruleset"))
            try await laboratory.network.publish(owner: UID("a"), ports: [Instance.Port(port: 80, hostPort: 8080)])
            #expect(try await laboratory.fetch("127.0.0.1", 8080, from: laboratory.host) == "hello")
            await session.terminate()
        }
    }

    @Test
    func `UDP ports are published too`() async throws {
        try await Laboratory.use { laboratory in
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "echo")
            let server = try await laboratory.guest(1, lease)
            let session = try await laboratory.echo(port: 7, on: server)
            try await laboratory.network.publish(owner: UID("a"), ports: [Instance.Port(port: 7, hostPort: 7007, transport: .udp)])
            for (machine, address) in [(laboratory.host, "127.0.0.1"), (laboratory.outside, Laboratory.hostAddress)] {
                #expect(try await laboratory.ping(address, 7007, from: machine) == "ping")
            }
            await session.terminate()
        }
    }

    @Test
    func `a port at one address is reached by that address only`() async throws {
        try await Laboratory.use { laboratory in
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let session = try await laboratory.serve("hello", port: 80, on: try await laboratory.guest(1, lease))
            let port = Instance.Port(port: 80, hostPort: 8080, hostAddress: "127.0.0.1")
            try await laboratory.network.publish(owner: UID("a"), ports: [port])
            #expect(try await laboratory.fetch("127.0.0.1", 8080, from: laboratory.host) == "hello")
            #expect(try await laboratory.fetch(Laboratory.hostAddress, 8080, from: laboratory.outside) == nil)
            #expect(try await laboratory.network.publications() == [UID("a"): [port]])
            await session.terminate()
        }
    }

    @Test
    func `guests reach the outside under the host's address`() async throws {
        try await Laboratory.use { laboratory in
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let guest = try await laboratory.guest(1, lease)
            // The neighbour has no way back to the subnet, so an answer shows that the address was translated.
            let session = try await laboratory.serve("outside", port: 80, on: laboratory.outside)
            #expect(try await laboratory.fetch(Laboratory.outsideAddress, 80, from: guest) == "outside")
            await session.terminate()
        }
    }

    @Test
    func `guests do not reach what the host keeps to itself`() async throws {
        try await Laboratory.use { laboratory in
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let guest = try await laboratory.guest(1, lease)
            let session = try await laboratory.serve("secret", port: 9999, at: "127.0.0.1", on: laboratory.host)
            #expect(try await laboratory.fetch("127.0.0.1", 9999, from: laboratory.host) == "secret")
            // What route_localnet would let in, were it not for the guard chain.
            try await guest.check(Command("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet"))
            try await guest.check(Command("ip", "address", "delete", "127.0.0.1/8", "dev", "lo"))
            try await guest.check(Command("ip", "route", "add", "127.0.0.1/32", "via", lease.gateway, "src", lease.address))
            #expect(try await laboratory.fetch("127.0.0.1", 9999, from: guest) == nil)
            await session.terminate()
        }
    }

    @Test
    func `a port belongs to one owner, who is named to the other`() async throws {
        try await Laboratory.use { laboratory in
            _ = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            _ = try await laboratory.network.attach(owner: UID("b"), hostname: "other")
            let port = Instance.Port(port: 80, hostPort: 8080)
            try await laboratory.network.publish(owner: UID("a"), ports: [port])
            try await laboratory.network.publish(owner: UID("a"), ports: [port])
            await #expect(throws: NetworkError.portPublished(port, by: UID("a"))) {
                try await laboratory.network.publish(owner: UID("b"), ports: [port])
            }
            let special = Instance.Port(port: 80, hostPort: 8080, hostAddress: Laboratory.hostAddress)
            await #expect(throws: NetworkError.portPublished(special, by: UID("a"))) {
                try await laboratory.secondNetwork().publish(owner: UID("b"), ports: [special])
            }
            try await laboratory.network.publish(owner: UID("b"), ports: [Instance.Port(port: 80, hostPort: 8080, transport: .udp)])
            try await laboratory.network.release(owner: UID("a"))
            try await laboratory.network.publish(owner: UID("b"), ports: [port])
            #expect(try await laboratory.network.publications() == [UID("b"): [port]])
        }
    }

    @Test
    func `a port that a process of the host listens on is refused`() async throws {
        try await Laboratory.use { laboratory in
            _ = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let session = try await laboratory.serve("mine", port: 8080, on: laboratory.host)
            let port = Instance.Port(port: 80, hostPort: 8080)
            await #expect(throws: NetworkError.portInUse(port, listener: "0.0.0.0:8080")) {
                try await laboratory.network.publish(owner: UID("a"), ports: [Instance.Port(port: 80, hostPort: 8081), port])
            }
            #expect(try await laboratory.network.publications().isEmpty)
            #expect(try await laboratory.fetch("127.0.0.1", 8080, from: laboratory.host) == "mine")
            await session.terminate()
        }
    }

    @Test
    func `publishing the name server's port leaves guests their names`() async throws {
        try await Laboratory.use { laboratory in
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let guest = try await laboratory.guest(1, lease)
            // The host's own gateway address has dnsmasq on it, so every address but that one is asked for.
            let port = Instance.Port(port: 53, hostPort: 53, hostAddress: Laboratory.hostAddress, transport: .udp)
            try await laboratory.network.publish(owner: UID("a"), ports: [port])
            try await laboratory.wait { try await laboratory.resolve("web", lease.gateway, from: guest) == [lease.address] }
        }
    }

    @Test(arguments: [
        Instance.Port(port: 0, hostPort: 80), Instance.Port(port: 80, hostPort: 65_536), Instance.Port(port: -1, hostPort: 80),
        Instance.Port(port: 80, hostPort: 80, hostAddress: "0.0.0.0; flush ruleset"),
        Instance.Port(port: 80, hostPort: 80, hostAddress: "::1"),
        Instance.Port(port: 80, hostPort: 80, hostAddress: "01.2.3.4"), Instance.Port(port: 80, hostPort: 80, hostAddress: "1.2.3.4\n"),
    ])
    func `a port that cannot be is refused before anything changes`(port: Instance.Port) throws {
        let target = try #require(IPv4("10.1.2.3"))
        #expect(throws: NetworkError.self) { try PublishedPort(port, to: target) }
    }
}
