/// A range of IPv4 addresses with a common prefix.
struct Subnet: Sendable, Hashable, CustomStringConvertible {
    let base: IPv4
    let prefix: Int

    /// The subnet of this prefix length that an address lies in.
    init(_ address: IPv4, prefix: Int) {
        self.prefix = prefix
        base = IPv4(bits: address.bits & Self.mask(prefix))
    }

    /// Reads `10.1.2.0/24`, or an address alone as a subnet of one; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPv4(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(address, prefix: 32)
            return
        }
        guard let prefix = Int(parts[1]), (0...32).contains(prefix) else { return nil }
        self.init(address, prefix: prefix)
    }

    var gateway: IPv4 { IPv4(bits: base.bits + 1) }

    /// The addresses that can be given away: all but the network's, the gateway's and the broadcast address.
    var hosts: ClosedRange<IPv4> { IPv4(bits: base.bits + 2)...IPv4(bits: (base.bits | ~Self.mask(prefix)) - 1) }

    var netmask: IPv4 { IPv4(bits: Self.mask(prefix)) }

    var description: String { "\(base)/\(prefix)" }

    func overlaps(_ other: Subnet) -> Bool {
        let mask = Self.mask(min(prefix, other.prefix))
        return base.bits & mask == other.base.bits & mask
    }

    private static func mask(_ prefix: Int) -> UInt32 {
        prefix == 0 ? 0 : ~UInt32(0) << UInt32(32 - prefix)
    }
}
