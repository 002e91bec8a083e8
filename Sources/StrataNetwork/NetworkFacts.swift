/// What a managed network is, once it is there.
public struct NetworkFacts: Sendable, Hashable {
    /// The bridge's name, to which containers' virtual Ethernet devices are attached.
    public var bridge: String
    /// The subnet in CIDR notation: `10.147.12.0/24`.
    public var subnet: String
    /// The bridge's own address, which is the containers' router and name server.
    public var gateway: String
    /// The length of the subnet's prefix in bits.
    public var prefix: Int
    /// The DNS domain of the names in it.
    public var domain: String
    /// What keeps the network from working fully and lies outside of Strata's own rules, as sentences that say what helps.
    public var warnings: [String]

    /// Makes facts; drivers' tests use it.
    public init(bridge: String, subnet: String, gateway: String, prefix: Int, domain: String, warnings: [String] = []) {
        self.bridge = bridge
        self.subnet = subnet
        self.gateway = gateway
        self.prefix = prefix
        self.domain = domain
        self.warnings = warnings
    }
}
