import StrataAPI
import StrataDriverKit
import Testing

@testable import StrataNetwork

/// A host in a network namespace of its own, with a neighbour outside and guests on its bridge, all of them namespaces too.
///
/// ```
///   outside 198.51.100.2 ─── 198.51.100.1 host ─── bridge ─── guests
/// ```
struct Laboratory {
    let host: NamespaceMachine
    let outside: NamespaceMachine
    let name: String
    let directory: String
    let network: ManagedNetwork
    private let machine = LocalMachine()

    private static let tcpServer = """
        use IO::Socket::INET; my ($address, $port, $text) = @ARGV;
        my $s = IO::Socket::INET->new(Listen => 9, LocalAddr => $address, LocalPort => $port, ReuseAddr => 1) or die $@;
        while (my $c = $s->accept) { print $c "$text\\n"; close $c }
        """

    private static let udpEcho = """
        use IO::Socket::INET; my $s = IO::Socket::INET->new(Proto => "udp", LocalPort => $ARGV[0]) or die $@;
        while (defined(my $from = $s->recv(my $bytes, 65536))) { $s->send($bytes, 0, $from) }
        """

    static let hostAddress = "198.51.100.1"
    static let outsideAddress = "198.51.100.2"

    /// Makes a laboratory, lets the test use it, and takes it apart however the test ends.
    static func use(_ body: (Laboratory) async throws -> Void) async throws {
        let laboratory = try await Laboratory()
        do {
            try await body(laboratory)
        } catch {
            try await laboratory.dismantle()
            throw error
        }
        try await laboratory.dismantle()
    }

    private init() async throws {
        let mark = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
        name = "st\(mark)0"
        directory = "/tmp/strata-network-\(mark)"
        host = NamespaceMachine(namespace: "sth\(mark)")
        outside = NamespaceMachine(namespace: "sto\(mark)")
        network = try ManagedNetwork(machine: host, name: name, stateDirectory: "\(directory)/network")
        for namespace in [host.namespace, outside.namespace] {
            try await machine.check(Command("ip", "netns", "add", namespace))
            try await machine.check(Command("ip", "-n", namespace, "link", "set", "lo", "up"))
        }
        try await machine.check(
            Command("ip", "-n", host.namespace, "link", "add", "up0", "type", "veth", "peer", "name", "eth0", "netns", outside.namespace))
        try await machine.check(Command("ip", "-n", host.namespace, "address", "add", "\(Self.hostAddress)/24", "dev", "up0"))
        try await machine.check(Command("ip", "-n", host.namespace, "link", "set", "up0", "up"))
        try await machine.check(Command("ip", "-n", outside.namespace, "address", "add", "\(Self.outsideAddress)/24", "dev", "eth0"))
        try await machine.check(Command("ip", "-n", outside.namespace, "link", "set", "eth0", "up"))
        try await machine.check(Command("ip", "-n", host.namespace, "route", "add", "default", "via", Self.outsideAddress))
    }

    private func dismantle() async throws {
        try await network.reset()
        let output = try await machine.check(Command("ip", "netns", "list"))
        let mark = host.namespace.dropFirst(3)
        for line in output.text.split(separator: "\n") where line.dropFirst(3).hasPrefix(mark) {
            try await machine.check(Command("ip", "netns", "delete", String(line.split(separator: " ")[0])))
        }
        try await machine.remove(directory)
    }

    /// Another process's view of the same network.
    func secondNetwork(isLocal: Bool = true) throws -> ManagedNetwork {
        var host = host
        host.isLocal = isLocal
        return try ManagedNetwork(machine: host, name: name, stateDirectory: "\(directory)/network")
    }

    /// A guest on the bridge with the lease's hardware address, and its IP address too unless it is to ask for it.
    func guest(_ number: Int, _ lease: NetworkLease, configured: Bool = true) async throws -> NamespaceMachine {
        let guest = NamespaceMachine(namespace: "st\(number)\(host.namespace.dropFirst(3))")
        try await machine.check(Command("ip", "netns", "add", guest.namespace))
        try await machine.check(
            Command(
                "ip", "-n", host.namespace, "link", "add", "g\(number)", "type", "veth", "peer", "name", "eth0", "netns", guest.namespace))
        try await machine.check(Command("ip", "-n", host.namespace, "link", "set", "g\(number)", "master", name, "up"))
        try await machine.check(Command("ip", "-n", guest.namespace, "link", "set", "lo", "up"))
        try await machine.check(Command("ip", "-n", guest.namespace, "link", "set", "eth0", "address", lease.mac, "up"))
        if configured {
            try await machine.check(
                Command("ip", "-n", guest.namespace, "address", "add", "\(lease.address)/\(lease.prefix)", "dev", "eth0"))
            try await machine.check(Command("ip", "-n", guest.namespace, "route", "add", "default", "via", lease.gateway))
        }
        return guest
    }

    /// Serves a line of text over TCP until the session goes.
    func serve(_ text: String, port: Int, at address: String = "0.0.0.0", on machine: NamespaceMachine) async throws -> CommandSession {
        let session = try await machine.open(Command("perl", "-e", Self.tcpServer, address, "\(port)", text))
        try await wait { try await machine.run(Command("ss", "-Hltn", "sport = :\(port)")).output.isEmpty == false }
        return session
    }

    /// Sends every datagram back until the session goes.
    func echo(port: Int, on machine: NamespaceMachine) async throws -> CommandSession {
        let session = try await machine.open(Command("perl", "-e", Self.udpEcho, "\(port)"))
        try await wait { try await machine.run(Command("ss", "-Hlun", "sport = :\(port)")).output.isEmpty == false }
        return session
    }

    /// What a TCP server says, nil when it cannot be reached within two seconds.
    func fetch(_ address: String, _ port: Int, from machine: NamespaceMachine) async throws -> String? {
        let output = try await machine.run(Command("timeout", "5", "busybox", "nc", "-w", "2", address, "\(port)"))
        let text = output.text.split(separator: "\n").first.map(String.init)
        return output.succeeded ? text : nil
    }

    /// What a UDP server answers to a `ping`, nil when it does not within two seconds.
    func ping(_ address: String, _ port: Int, from machine: NamespaceMachine) async throws -> String? {
        let client = """
            use IO::Socket::INET; alarm 2; my $s = IO::Socket::INET->new(Proto => "udp", PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die $@;
            $s->send("ping"); defined($s->recv(my $bytes, 65536)) or exit 1; print $bytes
            """
        let output = try await machine.run(Command("perl", "-e", client, address, "\(port)"))
        return output.succeeded ? output.text : nil
    }

    /// Waits until something holds, at most a minute.
    func wait(until condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !condition() {
            try #require(ContinuousClock.now < end, "what was waited for did not come about")
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

extension Tag {
    /// Needs root, network namespaces and the programs that make networks.
    @Tag static var host: Self
}
