/// `ssh://[USER@]HOST[:PORT]`, taken apart. A value that could be read as an option of ssh(1) is refused.
public struct SSHEndpoint: Sendable, Hashable {
    public var user: String?
    public var host: String
    public var port: Int?

    public init?(_ text: String) {
        guard text.hasPrefix("ssh://"), text.utf8.count <= 512 else { return nil }
        var rest = text.dropFirst("ssh://".count)
        if let at = rest.lastIndex(of: "@") {
            let user = String(rest[..<at])
            guard HostAndPort.isPlain(user) else { return nil }
            self.user = user
            rest = rest[rest.index(after: at)...]
        }
        guard let end = HostAndPort(rest) else { return nil }
        (host, port) = (end.host, end.port)
    }
}
