public import StrataAPI

/// What a managed network is wished to be.
public struct NetworkSettings: Sendable, Hashable {
    /// Nil for one that is free, or the one it has already.
    public var subnet: Subnet?
    /// Whether what leaves it carries the machine's address.
    public var nat: Bool
    /// Whether nothing but published ports leads in, and nothing out.
    public var isIsolated: Bool
    /// Whether addresses are told by DHCP.
    public var dhcp: Bool
    /// The DNS domain of the names in it.
    public var domain: String

    public init(
        subnet: Subnet? = nil, nat: Bool = true, isIsolated: Bool = false, dhcp: Bool = true, domain: String = "strata.internal"
    ) {
        self.subnet = subnet
        self.nat = nat
        self.isIsolated = isIsolated
        self.dhcp = dhcp
        self.domain = domain
    }

    /// The settings as they are remembered, the subnet aside, which has a place of its own.
    var json: JSONValue { ["nat": .bool(nat), "isolated": .bool(isIsolated), "dhcp": .bool(dhcp), "domain": .string(domain)] }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ json: JSONValue) {
        guard let nat = json["nat"]?.bool, let isIsolated = json["isolated"]?.bool, let dhcp = json["dhcp"]?.bool,
            let domain = json["domain"]?.string
        else { return nil }
        self.init(nat: nat, isIsolated: isIsolated, dhcp: dhcp, domain: domain)
    }

    /// Whether nothing has to be done to a network that has these for the others to hold.
    func satisfies(_ wanted: NetworkSettings) -> Bool {
        (wanted.subnet == nil || wanted.subnet == subnet) && wanted.nat == nat && wanted.isIsolated == isIsolated && wanted.dhcp == dhcp
            && wanted.domain == domain
    }
}
