import StrataAPI

/// Where a network's parts are, all of it derived from its name.
struct NetworkPlaces: Sendable {
    let name: String
    /// The Network it stands for; nil for a site's own network.
    let identity: UID?
    /// Where the caller wants state; several networks may share it.
    let stateRoot: String

    init(name: String, stateDirectory: String, identity: UID? = nil) throws(NetworkError) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        // The same text is the device's name (IFNAMSIZ is 16), nftables' table (whose identifiers have no '-') and part of paths.
        guard (2...15).contains(name.utf8.count), let first = name.utf8.first, letters.contains(first), let last = name.utf8.last,
            digits.contains(last), name.utf8.allSatisfy({ letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") })
        else {
            throw .invalid(
                "\"\(name.printable(limit: 40))\" cannot name a network: it must be 2 to 15 lower case letters, digits and '_', begin with a letter "
                    + "and end with a digit")
        }
        guard stateDirectory.hasPrefix("/"), !stateDirectory.utf8.contains(0), !stateDirectory.split(separator: "/").contains("..") else {
            throw .invalid("the network's state directory must be an absolute path without '..', not \"\(stateDirectory.printable())\"")
        }
        if let identity { try HostName.check(owner: identity) }
        self.name = name
        self.identity = identity
        stateRoot = "/" + stateDirectory.split(separator: "/").joined(separator: "/")
    }

    var stateDirectory: String { "\(stateRoot)/\(name)" }
    var stateFile: String { "\(stateDirectory)/state.json" }

    /// What lasts until the next boot. Not below the state directory, which may be closed to the user that dnsmasq runs as.
    var runDirectory: String { "/run/\(name)-network" }
    var configurationFile: String { "\(runDirectory)/dnsmasq.conf" }
    var processFile: String { "\(runDirectory)/dnsmasq.pid" }
    var leaseFile: String { "\(runDirectory)/dnsmasq.leases" }
    var namesFile: String { "\(runDirectory)/names" }
    var serversFile: String { "\(runDirectory)/servers" }
    var reservationsFile: String { "\(runDirectory)/reservations" }

    /// The bridge's `ifalias`, by which Strata knows it again.
    var alias: String { identity.map { "Strata network \($0.text)" } ?? "Strata managed network" }

    func facts(of memory: NetworkMemory, warnings: [String]) -> NetworkFacts {
        NetworkFacts(
            bridge: name, subnet: memory.subnet.description, gateway: memory.subnet.gateway.text, prefix: memory.subnet.prefix,
            domain: memory.settings.domain,
            warnings: warnings)
    }

    func lease(_ record: LeaseRecord, in memory: NetworkMemory) -> NetworkLease {
        let (subnet, domain) = (memory.subnet, memory.settings.domain)
        return NetworkLease(
            owner: record.owner, bridge: name, address: record.address.text, prefix: subnet.prefix, gateway: subnet.gateway.text,
            mac: record.mac, nameservers: [subnet.gateway.text], hostname: record.hostname, domainName: "\(record.label).\(domain)",
            searchDomain: domain)
    }
}
