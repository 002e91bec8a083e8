import StrataAPI

/// What is remembered of a network over restarts.
struct NetworkMemory: Sendable, Equatable {
    var subnet: Subnet
    var settings: NetworkSettings
    /// The Network it stands for; nil for a site's own network.
    var identity: UID?
    var leases: [UID: LeaseRecord] = [:]
    var publications: [UID: Publication] = [:]
    /// The address given away last; the search for a free one begins behind it, so that an address rests before it is used again.
    var lastAddress: IPv4?
    /// The boot in which Strata switched IPv4 forwarding on; empty when it was on already.
    var forwardingBoot = ""
    /// The name servers of other networks, by domain, that are asked for names of theirs because somebody here is on them too.
    var neighbours: [String: IPv4] = [:]

    init(subnet: Subnet, settings: NetworkSettings = NetworkSettings()) {
        self.subnet = subnet
        self.settings = settings
        self.settings.subnet = subnet
    }

    /// The lease that an owner has, if it is what is asked for.
    func lease(for request: LeaseRequest) -> LeaseRecord? {
        guard let record = leases[request.owner], record.hostname == request.hostname, record.ownMAC == request.mac,
            request.address.isEmpty || record.address.text == request.address, request.keeper.isEmpty || request.keeper == record.keeper
        else { return nil }
        return record
    }

    /// Gives the owner an address and a name, or keeps those it has.
    mutating func allocate(_ request: LeaseRequest) throws(NetworkError) -> LeaseRecord {
        if let record = lease(for: request) { return record }
        let (owner, hostname) = (request.owner, request.hostname)
        let others = leases.values.filter { $0.owner != owner }
        let isTaken = others.contains { $0.label == hostname }
        let label = isTaken ? Self.distinct(hostname, owner: owner, from: Set(others.map(\.label))) : hostname
        var record = LeaseRecord(owner: owner, address: subnet.gateway, hostname: hostname, label: label, ownMAC: request.mac)
        record.keeper = request.keeper.isEmpty ? leases[owner]?.keeper ?? "" : request.keeper
        if !request.address.isEmpty {
            record.address = try fixedAddress(request.address, among: others)
        } else if let own = leases[owner]?.address {
            record.address = own
        } else {
            record.address = try freeAddress()
        }
        if let other = others.first(where: { $0.mac == record.mac }) {
            throw .taken("the hardware address \(record.mac)", by: other.owner, name: other.hostname)
        }
        leases[owner] = record
        return record
    }

    private func fixedAddress(_ text: String, among others: [LeaseRecord]) throws(NetworkError) -> IPv4 {
        guard let address = IPv4(text), subnet.contains(address) else {
            throw .invalid("the address \(text.printable(limit: 60)) is not in the network's subnet \(subnet)")
        }
        guard subnet.hosts.contains(address) else {
            let what = address == subnet.gateway ? "the network's gateway" : "the address of the network itself or of all on it"
            throw .invalid("the address \(address) is \(what); use one from \(subnet.hosts.lowerBound) to \(subnet.hosts.upperBound)")
        }
        if let other = others.first(where: { $0.address == address }) {
            throw .taken("the address \(address)", by: other.owner, name: other.hostname)
        }
        return address
    }

    private mutating func freeAddress() throws(NetworkError) -> IPv4 {
        let taken = Set(leases.values.map(\.address))
        let hosts = subnet.hosts
        let count = hosts.upperBound.bits - hosts.lowerBound.bits + 1
        let start = lastAddress.map { $0.bits &- hosts.lowerBound.bits &+ 1 } ?? 0
        for step in 0..<count {
            let address = IPv4(bits: hosts.lowerBound.bits + (start &+ step) % count)
            guard !taken.contains(address) else { continue }
            lastAddress = address
            return address
        }
        throw .noFreeAddress(subnet: subnet.description)
    }

    /// The host name with a part of the UID in its first label, which stays within the 63 characters of DNS.
    private static func distinct(_ hostname: String, owner: UID, from taken: Set<String>) -> String {
        let parts = hostname.split(separator: ".", maxSplits: 1)
        let rest = parts.count == 2 ? ".\(parts[1])" : ""
        let mark = String(owner.text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(8))
        func label(_ suffix: String) -> String { "\(parts[0].prefix(62 - suffix.utf8.count))-\(suffix)\(rest)" }
        if !mark.isEmpty, !taken.contains(label(mark)) { return label(mark) }
        var number = 2
        while taken.contains(label("\(mark)\(number)")) { number += 1 }
        return label("\(mark)\(number)")
    }

    /// - Throws: ``NetworkError/portPublished(_:by:)`` when another owner has one of the ports, ``NetworkError/invalid(_:)`` when one is asked for twice.
    func checkConflicts(of ports: [PublishedPort], owner: UID) throws(NetworkError) {
        for (index, port) in ports.enumerated() where ports[..<index].contains(where: { $0.key.collides(with: port.key) }) {
            throw .invalid("port \(port.port.text) of the host is asked for twice")
        }
        for (other, publication) in publications.sorted(by: { $0.key.text < $1.key.text }) where other != owner {
            for port in ports where publication.published.contains(where: { $0.key.collides(with: port.key) }) {
                throw .portPublished(port.port, by: other)
            }
        }
    }
}

/// What is remembered of one lease.
struct LeaseRecord: Sendable, Equatable {
    var owner: UID
    var address: IPv4
    var hostname: String
    /// The name within the network's domain.
    var label: String
    /// The hardware address that was asked for; empty for one made from the address.
    var ownMAC = ""
    /// Who looks after the owner's machine, as ``MachineNetworks/keeper`` says.
    var keeper = ""

    /// Unless it was asked for, locally administered (IEEE 802, bit 1 of the first octet) and unique within the network, since the address is.
    var mac: String { ownMAC.isEmpty ? HardwareAddress.text(of: address) : ownMAC }
}

/// What is asked for when an owner is put on a network.
struct LeaseRequest: Sendable {
    var owner: UID
    var hostname: String
    /// Empty for any.
    var address = ""
    /// Empty for one made from the address.
    var mac = ""
    /// Empty to leave it as it is.
    var keeper = ""
}

/// Hardware addresses made from IPv4 addresses.
enum HardwareAddress {
    /// Locally administered, and not one that other software is known to use.
    static let prefix = "02:53:"

    static func text(of address: IPv4) -> String {
        let octets = [address.bits >> 24, address.bits >> 16 & 0xFF, address.bits >> 8 & 0xFF, address.bits & 0xFF]
        return prefix + octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}
