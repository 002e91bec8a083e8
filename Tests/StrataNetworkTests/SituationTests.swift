import StrataAPI
import Testing

@testable import StrataNetwork

struct SituationTests {
    private let links = #"""
        [{"ifname":"lo","addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8}]},
         {"ifname":"eth0","addr_info":[{"family":"inet","local":"192.0.2.2","prefixlen":24},{"family":"inet6","local":"fd00::2","prefixlen":64}]},
         {},
         {"ifname":"strata0","linkinfo":{"info_kind":"bridge"},"ifalias":"Strata managed network","flags":["BROADCAST","UP"],
          "addr_info":[{"family":"inet","local":"10.130.7.1","prefixlen":24}]}]
        """#
    private let routes = #"""
        [{"dst":"default","gateway":"192.0.2.1","dev":"eth0"},{"dst":"10.130.7.0/24","dev":"strata0"},{"dst":"10.8.0.0/16","dev":"tun0"},
         {"dst":"0.0.0.0/1","dev":"tun0"},{"type":"blackhole","dst":"10.9.0.0/16"}]
        """#

    private func situation() throws -> Situation {
        Situation(
            name: "strata0", links: try JSONValue(parsing: links).array ?? [], routes: try JSONValue(parsing: routes).array ?? [],
            resolver: "search x\nnameserver 10.255.255.53\n")
    }

    @Test(arguments: [
        ("10.130.7.0/24", nil), ("10.8.4.0/24", "the route to 10.8.0.0/16 by tun0"), ("10.9.1.0/24", "the route to 10.9.0.0/16"),
        ("10.255.255.0/24", "the name server 10.255.255.53 of /etc/resolv.conf"), ("192.0.2.0/24", "the address 192.0.2.2 of eth0"),
        ("10.20.0.0/24", nil),
    ])
    func `what reaches into a subnet is named`(subnet: String, way: String?) throws {
        #expect(try situation().other(reaching: try #require(Subnet(subnet))) == way)
    }

    @Test
    func `Strata's bridge is known by its alias`() throws {
        let bridge = try situation().bridge(ours: "Strata managed network")
        #expect(bridge == Situation.FoundBridge(isUp: true, hasAlias: true, addresses: ["10.130.7.1/24"]))
        #expect(bridge?.subnet == Subnet("10.130.7.0/24"))
        #expect(throws: NetworkError.self) { try situation().bridge(ours: "another") }
    }

    @Test
    func `a free subnet is one that nothing reaches`() throws {
        let situation = try situation()
        for _ in 0..<100 {
            let subnet = try situation.freeSubnet(preferring: nil)
            #expect(subnet.prefix == 24)
            #expect(situation.other(reaching: subnet) == nil)
        }
    }

    @Test
    func `listeners are read as ss writes them`() {
        let text = """
            udp   UNCONN 0      0            127.0.0.54:53         0.0.0.0:*
            udp   UNCONN 0      0       0.0.0.0%strata0:67         0.0.0.0:*
            tcp   LISTEN 0      128             0.0.0.0:22         0.0.0.0:*
            tcp   LISTEN 0      128                [::]:22            [::]:*
            tcp   LISTEN 0      4096                  *:9090             *:*
            tcp   LISTEN 0      4096    [::ffff:127.0.0.1]:6010          *:*
            tcp   LISTEN 0      4096      127.0.0.53%lo:53         0.0.0.0:*
            """
        let keys = ListeningPorts.parse(text).map(\.key)
        #expect(
            keys == [
                HostPort(transport: .udp, address: IPv4("127.0.0.54"), number: 53), HostPort(transport: .tcp, address: nil, number: 22),
                HostPort(transport: .tcp, address: nil, number: 9090), HostPort(transport: .tcp, address: IPv4("127.0.0.1"), number: 6010),
                HostPort(transport: .tcp, address: IPv4("127.0.0.53"), number: 53),
            ])
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4 ", "a.b.c.d", "1..2.3", "+1.2.3.4"])
    func `what is no address is not read as one`(text: String) {
        #expect(IPv4(text) == nil)
    }

    @Test
    func `a program that is missing is named with its Debian package`() async throws {
        let network = try ManagedNetwork(machine: BareMachine(), name: "st0", stateDirectory: "/nowhere")
        await #expect(throws: NetworkError.missingProgram("flock", package: "util-linux", machine: "bare")) { try await network.ensure() }
        #expect(
            NetworkError.missingProgram("nft", package: "nftables", machine: "bare").description.contains("apt-get install -y nftables"))
    }
}
