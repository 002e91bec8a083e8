import StrataAPI

/// Where a server is: `https://HOST[:PORT][/PREFIX]`.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// A DNS name or an IP address, without the brackets of an IPv6 address.
    public var host: String
    public var port: Int
    /// What every path begins with; empty, or starting with `/` and not ending with it.
    public var prefix: String

    /// Reads an address. Only `https` is spoken; without a port it is 443, as HTTP has it.
    ///
    /// - Throws: ``ClientError/configuration(source:reason:)`` for anything else.
    public init(_ text: String, source: String = "") throws(ClientError) {
        func wrong(_ why: String) -> ClientError {
            .configuration(source: source, reason: "the server address \"\(text.printable(limit: 100))\" \(why)")
        }
        guard text.utf8.count <= 1024 else { throw wrong("is longer than 1024 bytes") }
        guard text.lowercased().hasPrefix("https://") else { throw wrong("does not begin with https://") }
        let rest = text.dropFirst("https://".count)
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<end]
        var path = String(rest[end...])
        while path.hasSuffix("/") { path.removeLast() }
        guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }) else {
            throw wrong("has a path with characters that do not belong there")
        }
        guard !authority.contains("@") else { throw wrong("must not hold a user; give a token or a client certificate instead") }
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { throw wrong("has a '[' without a ']'") }
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            authority = authority[authority.index(after: close)...]
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = String(authority[..<colon])
            authority = authority[colon...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { throw wrong("has no usable host name") }
        if authority.isEmpty {
            port = 443
        } else {
            guard authority.hasPrefix(":"), let number = UInt16(authority.dropFirst()), number > 0 else {
                throw wrong("has no usable port")
            }
            port = Int(number)
        }
        prefix = path
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    /// Host and port as they stand in a URL and in the `Host` header.
    public var authority: String { (host.contains(":") ? "[\(host)]" : host) + (port == 443 ? "" : ":\(port)") }

    public var description: String { "https://\(authority)\(prefix)" }
}
