/// Everything needed to talk to one server as one user.
public struct Access: Sendable {
    public var server: ServerAddress
    /// PEM certificates of the authorities trusted to vouch for the server; nil for those the system trusts.
    public var authority: [UInt8]?
    /// The name expected in the server's certificate where it is not the host of the address.
    public var serverName: String?
    /// PEM certificate chain of the user.
    public var certificate: [UInt8]?
    /// PEM private key to ``certificate``.
    public var privateKey: [UInt8]?
    /// A bearer token.
    public var token: String?
    /// The namespace to use where none is named.
    public var namespace: String

    public init(server: ServerAddress, authority: [UInt8]? = nil, token: String? = nil, namespace: String = "default") {
        self.server = server
        self.authority = authority
        self.token = token
        self.namespace = namespace
    }
}
