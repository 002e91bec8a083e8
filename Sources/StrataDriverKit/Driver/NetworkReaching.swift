public import StrataAPI

/// Sites can be reached where their stack's own interface listens on the network: an endpoint `https://HOST[:PORT]`, without a machine to log in to.
///
/// A driver that conforms heeds ``SiteConnection/network``, and does nothing with the connection's machine where that is set.
public protocol NetworkReaching: Driver {
    /// Where the interface listens when an endpoint names no port.
    static var port: Int { get }
}

/// Clients of the interface are known by certificates of their own: the Secret of a Site has `tls.crt` and `tls.key`, and what makes the other side trust them
/// at first.
public protocol CertificateKnown: NetworkReaching {}

/// Sites are reached no other way than over the network: there is no machine to run the stack's tools on. ``SiteConnection/machine`` is this server's own.
public protocol NetworkBound: NetworkReaching {}

/// What the stack asks for, as a password, is in the Site's Secret, whichever way the site is reached: ``SiteConnection/secrets``.
public protocol SecretReading: Driver {}

/// A stack's interface on the network.
public struct NetworkAccess: Sendable {
    public var endpoint: HTTPSEndpoint
    /// What the Site's Secret holds, by key.
    public var secrets: [String: [UInt8]]

    public init(_ endpoint: HTTPSEndpoint, secrets: [String: [UInt8]]) {
        self.endpoint = endpoint
        self.secrets = secrets
    }
}
