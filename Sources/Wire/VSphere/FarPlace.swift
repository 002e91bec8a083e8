import HTTPS
import TLSTrust

/// A place that a server names in an answer: its own, or one of a host that it administers.
public struct FarPlace: Sendable, Hashable {
    var host: String
    var port: Int
    /// Path and query.
    public var target: String
    /// The SHA-1 of the certificate there, as the server tells it; empty where it does not.
    var thumbprint: String

    /// Takes a URL apart.
    ///
    /// - Parameters:
    ///   - own: the server that named it, which stands where the URL has `*`, as single hosts write it.
    init?(_ url: String, own: (host: String, port: Int), thumbprint: String) {
        guard let scheme = url.firstRange(of: "://"), ["https", "wss"].contains(url[..<scheme.lowerBound].lowercased()) else { return nil }
        let rest = url[scheme.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        var authority = rest[..<end]
        var port = 443
        if let colon = authority.lastIndex(of: ":"), authority[colon...].firstIndex(of: "]") == nil {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            authority = authority[..<colon]
        }
        let name = authority.filter { $0 != "[" && $0 != "]" }
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            rest[end...].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        host = name == "*" ? own.host : name
        self.port = name == "*" ? own.port : port
        target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/\(rest[end...])"
        self.thumbprint = thumbprint
    }

    init(host: String, port: Int, target: String, thumbprint: String) {
        self.host = host
        self.port = port
        self.target = target
        self.thumbprint = thumbprint
    }
}

extension VSphereClient {
    /// A client of a place: this one's own connections where it is the same server.
    func client(of place: FarPlace) throws(VSphereError) -> HTTPSClient {
        let name = place.host.contains(":") ? "[\(place.host)]:\(place.port)" : "\(place.host):\(place.port)"
        if name == http.host { return http }
        let trust: ServerTrust
        if place.thumbprint.isEmpty {
            trust = .system
        } else {
            guard let thumbprint = CertificateThumbprint(place.thumbprint) else {
                throw .malformed("the thumbprint of \(name) is none")
            }
            trust = .thumbprint(thumbprint)
        }
        do throws(TLSTrustError) { return try HTTPSClient(host: place.host, port: place.port, trust: trust) } catch {
            throw .malformed("\(error)")
        }
    }

    /// The server itself.
    var own: (host: String, port: Int) {
        let text = http.host
        let end = text.lastIndex(of: ":") ?? text.endIndex
        return (text[..<end].filter { $0 != "[" && $0 != "]" }, Int(text[end...].dropFirst()) ?? 443)
    }
}
