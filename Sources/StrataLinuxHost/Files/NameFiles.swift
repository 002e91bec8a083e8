package import StrataNetwork

/// The files of a container's /etc that say what it and others are called.
package enum NameFiles {
    /// Their names.
    package static let names = ["hostname", "hosts", "resolv.conf"]

    /// Their contents by name.
    package static func contents(hostname: String, lease: NetworkLease?) -> [String: [UInt8]] {
        var hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        if let lease {
            hosts += "\(lease.address)\t\(lease.domainName) \(hostname)\n"
        } else {
            hosts += "127.0.1.1\t\(hostname)\n"
        }
        var resolver = ""
        if let lease {
            if !lease.searchDomain.isEmpty { resolver += "search \(lease.searchDomain)\n" }
            for server in lease.nameservers { resolver += "nameserver \(server)\n" }
        }
        return ["hostname": Array("\(hostname)\n".utf8), "hosts": Array(hosts.utf8), "resolv.conf": Array(resolver.utf8)]
    }
}
