import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataNetwork

@Suite(.tags(.host), .timeLimit(.minutes(2)))
struct ManagedNetworkTests {
    @Test
    func `the network is made once and then found to be there`() async throws {
        try await Laboratory.use { laboratory in
            #expect(try await laboratory.network.facts() == nil)
            let facts = try await laboratory.network.ensure()
            #expect(facts.bridge == laboratory.name)
            #expect(facts.subnet.hasPrefix("10."))
            #expect(facts.warnings.isEmpty)
            let process = try await laboratory.nameServer()
            #expect(try await laboratory.network.ensure() == facts)
            #expect(try await laboratory.network.facts() == facts)
            #expect(try await laboratory.nameServer() == process)
            let addresses = try await laboratory.host.check(Command("ip", "-4", "-oneline", "address", "show", "dev", laboratory.name))
            #expect(addresses.text.contains("\(facts.gateway)/24"))
            #expect(try await laboratory.host.read("/proc/sys/net/ipv4/ip_forward")?.first == UInt8(ascii: "1"))
        }
    }

    @Test
    func `another process adopts the network as it is`() async throws {
        try await Laboratory.use { laboratory in
            let facts = try await laboratory.network.ensure()
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            let process = try await laboratory.nameServer()
            let second = try laboratory.secondNetwork()
            #expect(try await second.ensure() == facts)
            #expect(try await second.attach(owner: UID("a"), hostname: "web") == lease)
            #expect(try await second.leases() == [lease])
            #expect(try await laboratory.nameServer() == process)
        }
    }

    @Test
    func `a network of a remote machine is made by commands alone`() async throws {
        try await Laboratory.use { laboratory in
            let network = try laboratory.secondNetwork(isLocal: false)
            let facts = try await network.ensure()
            // The lock that commands take and the one that system calls take are the same.
            let leases = try await withThrowingTaskGroup(of: NetworkLease.self) { group in
                for number in 0..<10 {
                    let network = number % 2 == 0 ? network : laboratory.network
                    group.addTask { try await network.attach(owner: UID("owner-\(number)"), hostname: "host-\(number)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(leases.map(\.address)).count == 10)
            for lease in leases {
                try await laboratory.wait {
                    try await laboratory.resolve(lease.hostname, facts.gateway, from: laboratory.host) == [lease.address]
                }
            }
            let process = try await laboratory.nameServer()
            try await network.publish(owner: UID("owner-0"), ports: [Instance.Port(port: 80, hostPort: 8080)])
            try await network.reset()
            #expect(try await laboratory.host.read("/proc/\(process)/cmdline")?.isEmpty ?? true)
            #expect(try await laboratory.host.exists("\(laboratory.directory)/network") == false)
        }
    }

    @Test
    func `callers at the same time make one network and get addresses of their own`() async throws {
        try await Laboratory.use { laboratory in
            let networks = [laboratory.network, try laboratory.secondNetwork(), try laboratory.secondNetwork()]
            let leases = try await withThrowingTaskGroup(of: NetworkLease.self) { group in
                for number in 0..<30 {
                    let network = networks[number % networks.count]
                    group.addTask { try await network.attach(owner: UID("owner-\(number)"), hostname: "host-\(number)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(leases.map(\.address)).count == 30)
            #expect(Set(leases.map(\.mac)).count == 30)
            #expect(try await laboratory.network.leases().count == 30)
        }
    }

    @Test
    func `what has been destroyed is made again with the same addresses`() async throws {
        try await Laboratory.use { laboratory in
            let facts = try await laboratory.network.ensure()
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            try await laboratory.network.publish(owner: UID("a"), ports: [Instance.Port(port: 80, hostPort: 8080)])
            try await laboratory.host.check(Command("ip", "link", "delete", laboratory.name))
            try await laboratory.host.check(Command("nft", "flush", "ruleset"))
            #expect(try await laboratory.network.ensure() == facts)
            #expect(try await laboratory.network.lease(owner: UID("a")) == lease)
            let rules = try await laboratory.host.check(Command("nft", "list", "table", "ip", laboratory.name))
            #expect(rules.text.contains("tcp . 8080 : \(lease.address) . 80"))
        }
    }

    @Test
    func `the subnet avoids what the machine reaches already`() async throws {
        try await Laboratory.use { laboratory in
            // Leaves 10.200.7.0/24 as the only candidate.
            var routes = (120...239).filter { $0 != 200 && $0 != 152 }.map { "route add blackhole 10.\($0).0.0/16" }
            routes += (0...255).filter { $0 != 7 }.map { "route add blackhole 10.200.\($0).0/24" }
            let batch = Command(executable: "ip", arguments: ["-batch", "-"], input: Array((routes.joined(separator: "\n") + "\n").utf8))
            try await laboratory.host.check(batch)
            #expect(try await laboratory.network.ensure().subnet == "10.200.7.0/24")
        }
    }

    @Test
    func `a machine without a free subnet is told so`() async throws {
        try await Laboratory.use { laboratory in
            try await laboratory.host.check(Command("ip", "route", "add", "blackhole", "10.0.0.0/8"))
            await #expect(throws: NetworkError.noFreeSubnet) { try await laboratory.network.ensure() }
        }
    }

    @Test
    func `a device of somebody else's is neither used nor removed`() async throws {
        try await Laboratory.use { laboratory in
            try await laboratory.host.check(Command("ip", "link", "add", "name", laboratory.name, "type", "bridge"))
            let error = await #expect(throws: NetworkError.self) { try await laboratory.network.ensure() }
            #expect(error?.description.contains("is not Strata's") == true)
            try await laboratory.network.reset()
            #expect(try await laboratory.host.run(Command("ip", "link", "show", laboratory.name)).succeeded)
        }
    }

    @Test
    func `a chain that drops by default is warned of`() async throws {
        try await Laboratory.use { laboratory in
            let rules = "table ip filter { chain FORWARD { type filter hook forward priority 0; policy drop; }\n}\n"
            try await laboratory.host.check(Command(executable: "nft", arguments: ["-f", "-"], input: Array(rules.utf8)))
            let warnings = try await laboratory.network.ensure().warnings
            #expect(warnings.count == 1)
            #expect(warnings.first?.contains("chain FORWARD of table ip filter") == true)
        }
    }

    @Test
    func `looking at a network that is there takes less than three milliseconds`() async throws {
        // On the machine itself: in a namespace every look at /sys is a command.
        let directory = "/tmp/strata-network-\(UInt32.random(in: .min ... .max))"
        let network = try ManagedNetwork(
            machine: LocalMachine(), name: "st\(UInt16.random(in: 10_000 ... .max))", stateDirectory: directory)
        do {
            _ = try await network.ensure()
            var times: [Duration] = []
            for _ in 0..<50 {
                times.append(try await ContinuousClock().measure { _ = try await network.ensure() })
            }
            let median = times.sorted()[times.count / 2]
            #expect(median < .milliseconds(3), "the median was \(median)")
        } catch {
            try await network.reset()
            throw error
        }
        try await network.reset()
        #expect(try await LocalMachine().exists(directory) == false)
    }
}

extension Laboratory {
    /// The process id in dnsmasq's process file.
    func nameServer() async throws -> Int32 {
        let bytes = try #require(try await host.read("/run/\(name)-network/dnsmasq.pid"))
        return try #require(Int32(String(decoding: bytes.dropLast(), as: UTF8.self)))
    }
}
