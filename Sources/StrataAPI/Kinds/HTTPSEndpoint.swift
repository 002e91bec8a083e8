/// `https://HOST[:PORT]`, taken apart: where a stack's own server listens. It has no user, path or query.
public struct HTTPSEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address; one of IPv6 without its brackets.
    public var host: String
    /// Nil for the stack's usual port.
    public var port: Int?

    public init(host: String, port: Int? = nil) {
        self.host = host
        self.port = port
    }

    public init?(_ text: String) {
        guard text.hasPrefix("https://"), let end = HostAndPort(text.dropFirst("https://".count)) else { return nil }
        (host, port) = (end.host, end.port)
    }

    public var description: String { "https://\(host.contains(":") ? "[\(host)]" : host)\(port.map { ":\($0)" } ?? "")" }
}
