/// A range of IPv4 addresses with a common prefix.
public struct Subnet: Sendable, Hashable, CustomStringConvertible {
    public let base: IPv4
    /// The prefix's length in bits.
    public let prefix: Int

    /// The subnet of this prefix length that an address lies in.
    public init(_ address: IPv4, prefix: Int) {
        self.prefix = prefix
        base = IPv4(bits: address.bits & Self.mask(prefix))
    }

    /// Reads `10.1.2.0/24`, or an address alone as a subnet of one; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPv4(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(address, prefix: 32)
            return
        }
        guard let prefix = Int(parts[1]), (0...32).contains(prefix) else { return nil }
        self.init(address, prefix: prefix)
    }

    /// The first address, which the router has.
    public var gateway: IPv4 { IPv4(bits: base.bits + 1) }

    /// The addresses that can be given away: all but the network's, the gateway's and the broadcast address. For prefixes of at most 29.
    public var hosts: ClosedRange<IPv4> { IPv4(bits: base.bits + 2)...IPv4(bits: (base.bits | ~Self.mask(prefix)) - 1) }

    public var netmask: IPv4 { IPv4(bits: Self.mask(prefix)) }

    public var description: String { "\(base)/\(prefix)" }

    public func overlaps(_ other: Subnet) -> Bool {
        let mask = Self.mask(min(prefix, other.prefix))
        return base.bits & mask == other.base.bits & mask
    }

    public func contains(_ address: IPv4) -> Bool { overlaps(Subnet(address, prefix: 32)) }

    /// The lengths of prefixes that a network may have: not the whole of IPv4, and room for a few instances.
    public static let prefixes = 8...29

    private static func mask(_ prefix: Int) -> UInt32 {
        prefix == 0 ? 0 : ~UInt32(0) << UInt32(32 - prefix)
    }
}

extension StringRule {
    /// The subnet of a network in CIDR notation, or nothing.
    public static let subnet = StringRule(
        format: "cidr", length: 0...18,
        check: { text in
            if text.isEmpty { return nil }
            guard let subnet = Subnet(text), text.contains("/"), Subnet.prefixes.contains(subnet.prefix) else {
                return "must be a subnet such as 10.20.0.0/24, with a prefix of 8 to 29 bits"
            }
            guard subnet.description == text else { return "has bits beyond its prefix; the subnet is \(subnet)" }
            let first = subnet.base.bits >> 24
            return first == 0 || first == 127 || first >= 224 ? "must consist of addresses of single machines" : nil
        })
}
