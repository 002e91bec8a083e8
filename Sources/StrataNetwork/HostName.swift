import StrataAPI

/// Checks on what callers hand in before any of it reaches a file that another program reads.
enum HostName {
    /// - Throws: ``NetworkError/invalid(_:)`` unless it is an RFC 1123 name that DNS can carry in this domain (RFC 1035, 2.3.4).
    static func check(_ hostname: String, domain: String) throws(NetworkError) {
        let shown = hostname.printable(limit: 80)
        guard hostname.utf8.count + domain.utf8.count + 1 <= 253 else { throw .invalid("the host name \"\(shown)\" is too long for DNS") }
        guard !hostname.isEmpty, StringRule.subdomain.check?(hostname) == nil else {
            throw .invalid(
                "\"\(shown)\" is no host name: it must consist of lower case letters, digits, '-' and '.', and begin and end with a letter or digit"
            )
        }
        guard hostname.split(separator: ".").allSatisfy({ $0.utf8.count <= 63 }) else {
            throw .invalid("the host name \"\(shown)\" has a part of more than 63 characters, which DNS cannot carry")
        }
    }

    /// - Throws: ``NetworkError/invalid(_:)`` unless it is a domain with room for names in it.
    static func check(domain: String) throws(NetworkError) {
        try check("a", domain: domain)
        try check(domain, domain: "")
    }

    /// - Throws: ``NetworkError/invalid(_:)`` for what cannot be an object's identity.
    static func check(owner: UID) throws(NetworkError) {
        guard (1...128).contains(owner.text.utf8.count),
            owner.text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        else { throw .invalid("\"\(owner.text.printable(limit: 80))\" is no UID") }
    }
}
