import StrataAPI
import Testing

@testable import StrataNetwork

struct NetworkMemoryTests {
    private func empty() throws -> NetworkMemory {
        NetworkMemory(subnet: try #require(Subnet("10.130.7.0/24")))
    }

    @Test
    func `an owner keeps its address and others get their own`() throws {
        var memory = try empty()
        let first = try memory.allocate(LeaseRequest(owner: UID("a"), hostname: "web"))
        let second = try memory.allocate(LeaseRequest(owner: UID("b"), hostname: "data"))
        #expect(first.address.text == "10.130.7.2")
        #expect(second.address.text == "10.130.7.3")
        #expect(first.mac == "02:53:0a:82:07:02")
        #expect(try memory.allocate(LeaseRequest(owner: UID("a"), hostname: "web")) == first)
        #expect(try memory.allocate(LeaseRequest(owner: UID("a"), hostname: "renamed")).address == first.address)
    }

    @Test
    func `an address that was given back rests before it is used again`() throws {
        var memory = try empty()
        let first = try memory.allocate(LeaseRequest(owner: UID("a"), hostname: "web"))
        memory.leases[UID("a")] = nil
        #expect(try memory.allocate(LeaseRequest(owner: UID("b"), hostname: "web")).address != first.address)
    }

    @Test
    func `all 253 addresses can be given away and then no more`() throws {
        var memory = try empty()
        for number in 0..<253 { _ = try memory.allocate(LeaseRequest(owner: UID("\(number)"), hostname: "h\(number)")) }
        #expect(Set(memory.leases.values.map(\.address)).count == 253)
        #expect(throws: NetworkError.noFreeAddress(subnet: "10.130.7.0/24")) {
            try memory.allocate(LeaseRequest(owner: UID("x"), hostname: "x"))
        }
        memory.leases[UID("100")] = nil
        #expect(try memory.allocate(LeaseRequest(owner: UID("x"), hostname: "x")).address.text == "10.130.7.102")
    }

    @Test
    func `a host name that is taken gets a part of the UID`() throws {
        var memory = try empty()
        _ = try memory.allocate(LeaseRequest(owner: UID("a"), hostname: "web"))
        #expect(try memory.allocate(LeaseRequest(owner: UID("1a2b3c4d-5e6f"), hostname: "web")).label == "web-1a2b3c4d")
        #expect(try memory.allocate(LeaseRequest(owner: UID("1a2b3c4d-7777"), hostname: "web")).label == "web-1a2b3c4d2")
        let long = String(repeating: "x", count: 63)
        _ = try memory.allocate(LeaseRequest(owner: UID("b"), hostname: "\(long).y"))
        let label = try memory.allocate(LeaseRequest(owner: UID("cccccccccc"), hostname: "\(long).y")).label
        #expect(label == "\(String(repeating: "x", count: 54))-cccccccc.y")
    }

    @Test
    func `what is written is read back`() throws {
        var memory = try empty()
        _ = try memory.allocate(LeaseRequest(owner: UID("a"), hostname: "web"))
        _ = try memory.allocate(LeaseRequest(owner: UID("b"), hostname: "web"))
        let target = try #require(IPv4("10.130.7.2"))
        let ports = [
            try PublishedPort(Instance.Port(port: 80, hostPort: 8080), to: target),
            try PublishedPort(Instance.Port(port: 53, hostPort: 53, hostAddress: "127.0.0.1", transport: .udp), to: target),
        ]
        memory.publications[UID("a")] = Publication(published: ports)
        memory.forwardingBoot = "boot"
        #expect(try NetworkMemory(parsing: memory.bytes, path: "/x") == memory)
    }

    @Test(arguments: [
        "", "[]", "{\"version\":2}", "{\"version\":1,\"subnet\":\"10.0.0.0/30\"}",
        #"{"version":1,"subnet":"10.1.1.0/24","leases":[{"owner":"a","address":"10.1.2.3","hostname":"w","label":"w"}]}"#,
        #"{"version":1,"subnet":"10.1.1.0/24","leases":[{"owner":"a","address":"10.1.1.3","hostname":"w","label":"w\nserver=/x/"}]}"#,
        #"{"version":1,"subnet":"10.1.1.0/24","leases":[{"owner":"a","address":"10.1.1.3","hostname":"w","label":"w"},{"owner":"b","address":"10.1.1.3","hostname":"v","label":"v"}]}"#,
        #"{"version":1,"subnet":"10.1.1.0/24","publications":[{"owner":"a","target":"10.1.1.3","port":1,"hostPort":99999,"protocol":"TCP"}]}"#,
        #"{"version":1,"subnet":"10.1.1.0/24","publications":[{"owner":"a","target":"10.1.1.3","port":1,"hostPort":9,"hostAddress":"}; flush ruleset","protocol":"TCP"}]}"#,
    ])
    func `a damaged memory is refused with the file's name`(text: String) {
        let error = #expect(throws: NetworkError.self) { try NetworkMemory(parsing: Array(text.utf8), path: "/x/state.json") }
        #expect(error?.description.hasPrefix("/x/state.json cannot be understood: ") == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        "", "Web", "-web", "web-", "web\nserver=/google.com/1.2.3.4", "web 10.0.0.1", "$(reboot)", "a..b", "ä", "web\0", "*",
        String(repeating: "x", count: 64), String(repeating: "x.", count: 126) + "x",
    ])
    func `what is no host name never reaches a file`(hostname: String) {
        #expect(throws: NetworkError.self) { try HostName.check(hostname, domain: "strata.internal") }
    }

    @Test(arguments: ["", "x", "strata", "0a1", "a-1", "abcdefghijklmno1", "../a1", "a 1", "a\n1", "Ab1", "a1;drop"])
    func `what is no network name is refused`(name: String) {
        #expect(throws: NetworkError.self) { try NetworkPlaces(name: name, stateDirectory: "/tmp") }
    }

    @Test
    func `names with dots and localhost stand in the network's domain only`() throws {
        var memory = try empty()
        for name in ["web", "example.com", "localhost"] { _ = try memory.allocate(LeaseRequest(owner: UID(name), hostname: name)) }
        #expect(
            NameServiceFiles.names(memory) == """
                10.130.7.2 web.strata.internal web
                10.130.7.3 example.com.strata.internal
                10.130.7.4 localhost.strata.internal

                """)
    }

    @Test
    func `an address asked for is given to its owner alone, and only one that instances may have`() throws {
        var memory = try empty()
        var request = LeaseRequest(owner: UID("a"), hostname: "web", address: "10.130.7.9", mac: "02:aa:00:00:00:01", keeper: "lxc:/x")
        let record = try memory.allocate(request)
        #expect(record.address.text == "10.130.7.9")
        #expect(record.mac == "02:aa:00:00:00:01")
        #expect(try NetworkMemory(parsing: memory.bytes, path: "/x") == memory)
        request.owner = UID("b")
        #expect(throws: NetworkError.taken("the address 10.130.7.9", by: UID("a"), name: "web")) { try memory.allocate(request) }
        request.address = ""
        #expect(throws: NetworkError.taken("the hardware address 02:aa:00:00:00:01", by: UID("a"), name: "web")) {
            try memory.allocate(request)
        }
        for address in ["10.130.7.1", "10.130.7.0", "10.130.7.255", "10.130.8.4", "x"] {
            #expect(throws: NetworkError.self) { try memory.allocate(LeaseRequest(owner: UID("c"), hostname: "c", address: address)) }
        }
    }
}
