public import StrataAPI

/// One owner's place in a managed network. It stays the same until it is released, over restarts of everything.
public struct NetworkLease: Sendable, Hashable {
    /// The instance it belongs to.
    public var owner: UID
    /// The bridge's name.
    public var bridge: String
    /// The IPv4 address, which DHCP also gives to whoever asks with ``mac``.
    public var address: String
    /// The length of the subnet's prefix in bits.
    public var prefix: Int
    /// The router's address.
    public var gateway: String
    /// The hardware address to give to the instance's network device; locally administered, unique within the network.
    public var mac: String
    /// The name servers to use.
    public var nameservers: [String]
    /// The host name that was asked for.
    public var hostname: String
    /// The name under which the address is found in DNS: the host name in the network's domain. An owner that comes later
    /// with a host name that is taken gets one with a part of its UID: `web-1a2b3c4d.strata.internal`.
    public var domainName: String
    /// The domain to search for names without a dot.
    public var searchDomain: String

    /// Makes a lease; drivers' tests use it.
    public init(
        owner: UID, bridge: String = "", address: String, prefix: Int, gateway: String, mac: String, nameservers: [String],
        hostname: String, domainName: String,
        searchDomain: String
    ) {
        self.owner = owner
        self.bridge = bridge
        self.address = address
        self.prefix = prefix
        self.gateway = gateway
        self.mac = mac
        self.nameservers = nameservers
        self.hostname = hostname
        self.domainName = domainName
        self.searchDomain = searchDomain
    }
}
