package import StrataNetwork

/// The files of a container's /etc that say what it and others are called.
package enum NameFiles {
    /// Their names.
    package static let names = ["hostname", "hosts", "resolv.conf"]

    /// Their contents by name.
    /// - Parameter leases: one for each network card, in their order.
    package static func contents(hostname: String, leases: [NetworkLease]) -> [String: [UInt8]] {
        var hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        for (number, lease) in leases.enumerated() {
            hosts += "\(lease.address)\t\(lease.domainName)\(number == 0 ? " \(hostname)" : "")\n"
        }
        if leases.isEmpty { hosts += "127.0.1.1\t\(hostname)\n" }
        // The first network's name server asks those of the others.
        let domains = leases.map(\.searchDomain).filter { !$0.isEmpty }.uniqued()
        var resolver = domains.isEmpty ? "" : "search \(domains.joined(separator: " "))\n"
        for server in leases.first?.nameservers ?? [] { resolver += "nameserver \(server)\n" }
        return ["hostname": Array("\(hostname)\n".utf8), "hosts": Array(hosts.utf8), "resolv.conf": Array(resolver.utf8)]
    }
}
