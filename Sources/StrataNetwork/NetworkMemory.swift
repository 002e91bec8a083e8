import StrataAPI

/// What is remembered of a network over restarts.
struct NetworkMemory: Sendable, Equatable {
    var subnet: Subnet
    var leases: [UID: LeaseRecord] = [:]
    var publications: [UID: Publication] = [:]
    /// The address given away last; the search for a free one begins behind it, so that an address rests before it is used again.
    var lastAddress: IPv4?
    /// The boot in which Strata switched IPv4 forwarding on; empty when it was on already.
    var forwardingBoot = ""

    init(subnet: Subnet) { self.subnet = subnet }

    /// Gives the owner an address and a name, or keeps those it has.
    mutating func allocate(owner: UID, hostname: String) throws(NetworkError) -> LeaseRecord {
        if let record = leases[owner], record.hostname == hostname { return record }
        let others = leases.values.filter { $0.owner != owner }
        let isTaken = others.contains { $0.label == hostname }
        let label = isTaken ? Self.distinct(hostname, owner: owner, from: Set(others.map(\.label))) : hostname
        var record = LeaseRecord(owner: owner, address: subnet.gateway, hostname: hostname, label: label)
        if let own = leases[owner]?.address { record.address = own } else { record.address = try freeAddress() }
        leases[owner] = record
        return record
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

    /// Locally administered (IEEE 802, bit 1 of the first octet) and unique within the network, since the address is.
    var mac: String { HardwareAddress.text(of: address) }
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
