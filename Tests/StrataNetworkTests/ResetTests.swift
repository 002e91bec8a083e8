import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataNetwork

@Suite(.tags(.host), .timeLimit(.minutes(2)))
struct ResetTests {
    @Test
    func `a reset leaves nothing of the network and everything of others`() async throws {
        try await Laboratory.use { laboratory in
            let rules = "table ip mine { chain c { }\n}\n"
            try await laboratory.host.check(Command(executable: "nft", arguments: ["-f", "-"], input: Array(rules.utf8)))
            let before = try await laboratory.picture()
            let lease = try await laboratory.network.attach(owner: UID("a"), hostname: "web")
            try await laboratory.network.publish(owner: UID("a"), ports: [Instance.Port(port: 80, hostPort: 8080)])
            let process = try await laboratory.nameServer()
            #expect(try await laboratory.picture() != before)
            try await laboratory.network.reset()
            for (now, then) in zip(try await laboratory.picture(), before) { #expect(now == then) }
            #expect(try await laboratory.host.read("/proc/\(process)/cmdline")?.isEmpty ?? true)
            #expect(try await laboratory.host.exists("/run/\(laboratory.name)-network") == false)
            #expect(try await laboratory.host.exists("\(laboratory.directory)/network") == false)
            #expect(try await laboratory.network.lease(owner: lease.owner) == nil)
            try await laboratory.network.reset()
            #expect(try await laboratory.network.ensure().bridge == laboratory.name)
        }
    }

    @Test
    func `a reset of a network whose memory is damaged works`() async throws {
        try await Laboratory.use { laboratory in
            _ = try await laboratory.network.ensure()
            let file = "\(laboratory.directory)/network/\(laboratory.name)/state.json"
            try await laboratory.host.write(file, Array("{".utf8))
            let second = try laboratory.secondNetwork()
            let error = await #expect(throws: NetworkError.self) { try await second.ensure() }
            #expect(error?.description.hasPrefix("\(file) cannot be understood") == true)
            try await second.reset()
            #expect(try await laboratory.host.run(Command("ip", "link", "show", laboratory.name)).succeeded == false)
            #expect(try await laboratory.host.exists("\(laboratory.directory)/network") == false)
        }
    }

    @Test
    func `networks that come and go get in nobody's way who shares their machine`() async throws {
        try await Laboratory.use { laboratory in
            let directory = "\(laboratory.directory)/network"
            let sites = try (1...3).map {
                try MachineNetworks(machine: laboratory.host, bridge: "\(laboratory.name)", stateDirectory: directory, keeper: "site \($0)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, site) in sites.enumerated() {
                    group.addTask {
                        for round in 0..<4 {
                            let (network, owner) = (UID("\(number)\(round)aaaaaaaaaaaa"), UID("owner-\(number)-\(round)"))
                            let order = NetworkOrder(
                                uid: network, name: ObjectName(namespace: "t", name: "n\(number)"), subnet: "10.9.\(number).0/24",
                                domain: "n\(number).test")
                            _ = try await site.keep(order)
                            _ = try await site.connect(
                                owner: owner, hostname: "h\(number)", cards: [CardPlace(network: network, name: "n")], ports: [])
                            #expect(try await site.owners() == [owner])
                            try await site.release(owner: owner)
                            try await site.remove(network)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await laboratory.host.exists(directory) == false)
        }
    }

    @Test
    func `a bridge that lost its memory keeps its subnet`() async throws {
        try await Laboratory.use { laboratory in
            let facts = try await laboratory.network.ensure()
            try await laboratory.host.remove("\(laboratory.directory)/network")
            #expect(try await laboratory.network.ensure() == facts)
        }
    }
}

extension Laboratory {
    /// All that the network could leave behind in the kernel.
    func picture() async throws -> [String] {
        let rules = try await host.check(Command("nft", "list", "ruleset"))
        let devices = try await host.check(Command("ip", "-oneline", "link", "show"))
        let routes = try await host.check(Command("ip", "-4", "route", "show", "table", "all"))
        let forwarding = try await host.read("/proc/sys/net/ipv4/ip_forward") ?? []
        return [rules.text, devices.text, routes.text, String(decoding: forwarding, as: UTF8.self)]
    }
}
