public import StrataAPI

/// A network that should be on a site's machine.
public struct NetworkOrder: Sendable, Hashable {
    /// The Network's identity, with which its bridge is tagged and from which its name is made.
    public var uid: UID
    public var name: ObjectName
    /// In CIDR notation; empty for one that is free there.
    public var subnet: String
    public var nat: Bool
    public var isIsolated: Bool
    public var dhcp: Bool
    /// The DNS domain of the names on it.
    public var domain: String

    public init(
        uid: UID, name: ObjectName, subnet: String = "", nat: Bool = true, isIsolated: Bool = false, dhcp: Bool = true, domain: String
    ) {
        self.uid = uid
        self.name = name
        self.subnet = subnet
        self.nat = nat
        self.isIsolated = isIsolated
        self.dhcp = dhcp
        self.domain = domain
    }

    /// What a Network says.
    public init(_ network: Network) {
        self.init(
            uid: network.metadata.uid, name: network.name, subnet: network.spec.subnet, nat: network.spec.nat,
            isIsolated: network.spec.isolated, dhcp: network.spec.dhcp, domain: network.domain)
    }
}

/// A network card of an order, with its network looked up.
public struct CardOrder: Sendable, Hashable {
    /// Nil for the site's own network.
    public var network: NetworkOrder?
    /// The IPv4 address it is to have; empty for any.
    public var address: String
    /// The hardware address it is to have; empty for any.
    public var mac: String

    public init(network: NetworkOrder? = nil, address: String = "", mac: String = "") {
        self.network = network
        self.address = address
        self.mac = mac
    }
}

/// A network as it is on a site's machine.
public struct ObservedNetwork: Sendable, Hashable {
    /// An address that is given away.
    public struct Lease: Sendable, Hashable {
        /// The instance it belongs to.
        public var owner: UID
        public var address: String
        public var mac: String
        /// The name under which DNS knows it.
        public var domainName: String

        public init(owner: UID, address: String, mac: String, domainName: String) {
            self.owner = owner
            self.address = address
            self.mac = mac
            self.domainName = domainName
        }
    }

    public var bridge: String
    /// In CIDR notation.
    public var subnet: String
    /// The bridge's own address.
    public var gateway: String
    public var domain: String
    /// By address.
    public var leases: [Lease]
    /// What keeps it from working fully, as sentences that say what helps.
    public var warnings: [String]

    public init(bridge: String, subnet: String, gateway: String, domain: String, leases: [Lease] = [], warnings: [String] = []) {
        self.bridge = bridge
        self.subnet = subnet
        self.gateway = gateway
        self.domain = domain
        self.leases = leases
        self.warnings = warnings
    }
}

/// The site's machine can have networks beside its own, and instances cards on several of them.
///
/// A driver that conforms takes ``Order/networks`` into account in ``Driver/create(_:)``, ``Driver/start(_:)`` and ``Reconfiguring/update(_:to:)``.
public protocol NetworkKeeping: Driver {
    /// Makes the network of an order, or what is missing of it, or makes it what the order says now.
    ///
    /// - Throws: ``DriverError/refused(_:)`` where its subnet is reached another way already, or is another one than the one it has.
    func keepNetwork(_ order: NetworkOrder) async throws(DriverError) -> ObservedNetwork

    /// Removes a network and all that was made for it. No effect where it is gone.
    ///
    /// - Throws: ``DriverError/refused(_:)`` while an instance has an address on it.
    func removeNetwork(_ uid: UID) async throws(DriverError)
}
