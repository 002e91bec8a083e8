import StrataAPI

/// What dnsmasq reads. Every value is a checked name, a number or an ``IPv4``: nothing here needs quoting, and dnsmasq has no way to quote.
enum NameServiceFiles {
    /// The configuration, complete: no other file is read but /etc/resolv.conf, for the servers to ask (dnsmasq(8)).
    static func configuration(_ memory: NetworkMemory, _ places: NetworkPlaces) -> String {
        let (subnet, settings) = (memory.subnet, memory.settings)
        let dhcp =
            settings.dhcp
            ? """
            dhcp-range=\(subnet.base),static,\(subnet.netmask),1h
            dhcp-option=option:router,\(subnet.gateway)
            dhcp-option=option:dns-server,\(subnet.gateway)
            dhcp-option=option:domain-search,\(settings.domain)
            dhcp-authoritative
            dhcp-ignore-names
            """ : ""
        return """
            # Written by Strata for the network \(places.name); changes are lost.
            interface=\(places.name)
            except-interface=lo
            bind-interfaces
            no-hosts
            pid-file=\(places.processFile)
            dhcp-leasefile=\(places.leaseFile)
            addn-hosts=\(places.namesFile)
            dhcp-hostsfile=\(places.reservationsFile)
            servers-file=\(places.serversFile)
            \(dhcp)
            \(settings.isIsolated ? "no-resolv" : "")
            domain=\(settings.domain)
            local=/\(settings.domain)/
            domain-needed
            cache-size=1000

            """
    }

    /// Which other networks' name servers know which domains.
    static func servers(_ memory: NetworkMemory) -> String {
        memory.neighbours.sorted { $0.key < $1.key }.map { "server=/\($0.key)/\($0.value)\n" }.joined()
    }

    /// Names in the form of hosts(5). Names with a dot stand in the network's domain only, lest an instance named `example.com` takes that name over.
    static func names(_ memory: NetworkMemory) -> String {
        let domain = memory.settings.domain
        return sorted(memory).map { lease in
            let isPlain = !lease.label.contains(".") && lease.label != "localhost"
            return "\(lease.address) \(lease.label).\(domain)\(isPlain ? " \(lease.label)" : "")\n"
        }.joined()
    }

    /// Which hardware address gets which address, in the form of dnsmasq's `dhcp-host`.
    static func reservations(_ memory: NetworkMemory) -> String {
        sorted(memory).map { "\($0.mac),\($0.address)\n" }.joined()
    }

    private static func sorted(_ memory: NetworkMemory) -> [LeaseRecord] {
        memory.leases.values.sorted { $0.address < $1.address }
    }
}
