/// `https://HOST[:PORT]`, taken apart: where a stack's own interface listens.
public struct HTTPSEndpoint: Sendable, Hashable {
    /// A name or an address, the latter without brackets.
    public var host: String
    public var port: Int?

    public init?(_ text: String) {
        guard text.hasPrefix("https://"), let rest = SSHEndpoint("ssh://\(text.dropFirst("https://".count))"), rest.user == nil else {
            return nil
        }
        host = rest.host
        port = rest.port
    }
}

extension HTTPSEndpoint: CustomStringConvertible {
    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port.map { "https://\(name):\($0)" } ?? "https://\(name)"
    }
}
