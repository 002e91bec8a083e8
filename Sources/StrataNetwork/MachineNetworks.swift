public import StrataAPI
public import StrataDriverKit

/// All networks of one machine: a site's own, and those that stand for Networks.
///
/// Each is a ``ManagedNetwork`` with a bridge, a table, a name server and files of its own below the same state directory, so that every process, and every
/// site of the machine, finds the others'. Nothing leads from one to another but published ports.
public actor MachineNetworks {
    /// The site's own network.
    public nonisolated let standard: ManagedNetwork
    /// Who looks after the machines of the owners that are connected here, the same after every restart: `lxc:/var/lib/lxc`.
    public nonisolated let keeper: String

    private let machine: any Machine
    private let stateDirectory: String
    private var others: [UID: ManagedNetwork] = [:]

    /// Names the networks; nothing is made before one is used.
    /// - Parameters:
    ///   - bridge: the name of the site's own bridge.
    ///   - stateDirectory: where on the machine networks are remembered; absolute.
    /// - Throws: ``NetworkError/invalid(_:)``.
    public init(machine: any Machine, bridge: String, stateDirectory: String, keeper: String) throws(NetworkError) {
        standard = try ManagedNetwork(machine: machine, name: bridge, stateDirectory: stateDirectory)
        self.machine = machine
        self.stateDirectory = stateDirectory
        self.keeper = keeper
    }

    /// Makes a Network's bridge and all that belongs to it, or makes it what the order says now.
    public func keep(_ order: NetworkOrder) async throws(NetworkError) -> ObservedNetwork {
        let network = try network(order.uid)
        let settings = NetworkSettings(
            subnet: Subnet(order.subnet).flatMap { order.subnet.isEmpty ? nil : $0 }, nat: order.nat, isIsolated: order.isIsolated,
            dhcp: order.dhcp, domain: order.domain)
        let facts = try await network.configure(settings)
        let leases = try await network.leases().map {
            ObservedNetwork.Lease(owner: $0.owner, address: $0.address, mac: $0.mac, domainName: $0.domainName)
        }
        return ObservedNetwork(
            bridge: facts.bridge, subnet: facts.subnet, gateway: facts.gateway, domain: facts.domain, leases: leases,
            warnings: facts.warnings)
    }

    /// Removes a Network's bridge and all that belongs to it. No effect where it is gone.
    /// - Throws: ``NetworkError/inUse(_:by:)``.
    public func remove(_ uid: UID) async throws(NetworkError) {
        let network = try network(uid)
        try await network.reset(sparingOthers: true)
        others[uid] = nil
    }

    /// Puts an owner on exactly these networks, with ports of the machine leading to its address on the first.
    ///
    /// The name server of the first network then also knows the names on the others.
    /// - Returns: a lease for each card, in their order.
    /// - Throws: what ``ManagedNetwork/attach(owner:hostname:address:mac:keeper:)`` and ``ManagedNetwork/publish(owner:ports:to:)`` throw.
    public func connect(
        owner: UID, hostname: String, cards: [CardPlace], ports: [Instance.Port]
    ) async throws(NetworkError) -> [NetworkLease] {
        var networks: [ManagedNetwork] = []
        var leases: [NetworkLease] = []
        for card in cards {
            let network = try card.network.map { uid throws(NetworkError) in try self.network(uid) } ?? standard
            networks.append(network)
            leases.append(
                try await network.attach(owner: owner, hostname: hostname, address: card.address, mac: card.mac, keeper: keeper))
        }
        for other in try await known() where !networks.contains(where: { $0.name == other.name }) { try await other.release(owner: owner) }
        for other in networks.dropFirst() { try await other.unpublish(owner: owner) }
        try await networks.first?.publish(owner: owner, ports: ports)
        if leases.count > 1 {
            var neighbours: [String: IPv4] = [:]
            for lease in leases.dropFirst() where lease.searchDomain != leases[0].searchDomain {
                neighbours[lease.searchDomain] = IPv4(lease.gateway)
            }
            try await networks[0].ask(neighbours)
        }
        return leases
    }

    /// The leases that an owner has for its cards, in their order.
    public func leases(of owner: UID, on cards: [CardPlace]) async throws(NetworkError) -> [NetworkLease] {
        var leases: [NetworkLease] = []
        for card in cards {
            let network = try card.network.map { uid throws(NetworkError) in try self.network(uid) } ?? standard
            if let lease = try await network.lease(owner: owner) { leases.append(lease) }
        }
        return leases
    }

    /// Who has which address on which of the networks, for what asks about many.
    public func table() async throws(NetworkError) -> LeaseTable {
        var addresses: [String: [UID: String]] = [:]
        for network in try await known() {
            addresses[network.name] = Dictionary(try await network.leases().map { ($0.owner, $0.address) }, uniquingKeysWith: { $1 })
        }
        return LeaseTable(standard: standard.name, addresses: addresses)
    }

    /// Takes an owner's addresses and names back and unpublishes its ports. No effect on an owner that has none.
    public func release(owner: UID) async throws(NetworkError) {
        for network in try await known() { try await network.release(owner: owner) }
    }

    /// The owners that were connected by this keeper.
    public func owners() async throws(NetworkError) -> Set<UID> {
        var owners: Set<UID> = []
        for network in try await known() { owners.formUnion(try await network.owners(of: keeper)) }
        return owners
    }

    /// The site's own network and every one that stands for a Network on this machine.
    private func known() async throws(NetworkError) -> [ManagedNetwork] {
        var networks = [standard]
        for name in try await machine.networks(in: stateDirectory) where name != standard.name && name.hasPrefix("sn") {
            guard let identity = try await identity(of: name) else { continue }
            networks.append(try network(identity))
        }
        return networks
    }

    /// The Network that a name stands for, found in its memory; nil for any other network.
    private func identity(of name: String) async throws(NetworkError) -> UID? {
        if let known = others.first(where: { $0.value.name == name }) { return known.key }
        let file = "\(stateDirectory)/\(name)/state.json"
        guard let bytes = try await machine.content(of: file) else { return nil }
        let identity = try NetworkMemory(parsing: bytes, path: file).identity
        return identity.flatMap { ManagedNetwork.bridge(of: $0) == name ? $0 : nil }
    }

    private func network(_ uid: UID) throws(NetworkError) -> ManagedNetwork {
        if let known = others[uid] { return known }
        let made = try ManagedNetwork(machine: machine, identity: uid, stateDirectory: stateDirectory)
        others[uid] = made
        return made
    }
}

/// Where a network card leads, as a driver notes it with a machine.
public struct CardPlace: Sendable, Hashable {
    /// The Network's identity; nil for the site's own network.
    public var network: UID?
    /// The Network's name.
    public var name: String
    /// The address it is to have; empty for any.
    public var address: String
    /// The hardware address it is to have; empty for any.
    public var mac: String

    public init(network: UID? = nil, name: String = "", address: String = "", mac: String = "") {
        self.network = network
        self.name = name
        self.address = address
        self.mac = mac
    }

    public init(_ order: CardOrder) {
        self.init(network: order.network?.uid, name: order.network?.name.name ?? "", address: order.address, mac: order.mac)
    }

    /// 48 bits of both identities as hexadecimal digits, for names of network devices, which are short (IFNAMSIZ).
    public func digits(for owner: UID) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(owner.text)/\(network?.text ?? "")".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String((hash ^ hash >> 48) & 0xFFFF_FFFF_FFFF, radix: 16)
        return String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// For the notes of drivers.
    public var json: JSONValue {
        var json: JSONValue = [:]
        if let network { json["network"] = .string(network.text) }
        if !name.isEmpty { json["name"] = .string(name) }
        if !address.isEmpty { json["address"] = .string(address) }
        if !mac.isEmpty { json["mac"] = .string(mac) }
        return json
    }

    /// As an instance says it.
    public var comparable: JSONValue {
        var json: JSONValue = ["network": .string(network.map { name.isEmpty ? $0.text : name } ?? Network.standard)]
        if !address.isEmpty { json["address"] = .string(address) }
        if !mac.isEmpty { json["mac"] = .string(mac) }
        return json
    }

    /// Reads what ``json`` wrote.
    public init(_ json: JSONValue) {
        self.init(
            network: json["network"]?.string.map(UID.init), name: json["name"]?.string ?? "", address: json["address"]?.string ?? "",
            mac: json["mac"]?.string ?? "")
    }
}
