/// An IPv4 address.
public struct IPv4: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The address as a number in host order.
    public var bits: UInt32

    public init(bits: UInt32) { self.bits = bits }

    /// Reads dotted decimal notation; nil for anything else, leading zeros included, which some tools read as octal.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                part == "0" || !part.hasPrefix("0"), let byte = UInt8(part)
            else { return nil }
            bits = bits << 8 | UInt32(byte)
        }
        self.bits = bits
    }

    /// In dotted decimal notation.
    public var text: String { [24, 16, 8, 0].map { String(bits >> UInt32($0) & 0xFF) }.joined(separator: ".") }

    public var description: String { text }

    public static func < (left: IPv4, right: IPv4) -> Bool { left.bits < right.bits }

    /// Whether one address, as text, comes before another.
    public static func order(_ left: String, _ right: String) -> Bool {
        (IPv4(left)?.bits ?? 0) < (IPv4(right)?.bits ?? 0)
    }
}

extension StringRule {
    /// An IPv4 address, or nothing.
    public static let address = StringRule(
        format: "ipv4", length: 0...15,
        check: { $0.isEmpty || IPv4($0) != nil ? nil : "must be an IPv4 address such as 10.20.0.5" })

    /// The hardware address of one network card in lower case, or nothing.
    public static let hardwareAddress = StringRule(
        length: 0...17, pattern: "^([0-9a-f][02468ace](:[0-9a-f]{2}){5})?$",
        check: { text in
            let octets = text.split(separator: ":", omittingEmptySubsequences: false)
            let isAddress =
                octets.count == 6
                && octets.allSatisfy { octet in
                    octet.utf8.count == 2
                        && octet.utf8.allSatisfy {
                            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
                        }
                }
            // Bit 0 of the first octet marks a group of cards (IEEE 802).
            guard isAddress, text != "00:00:00:00:00:00", let first = UInt8(octets[0], radix: 16), first & 1 == 0 else {
                return text.isEmpty ? nil : "must be the hardware address of one card in lower case, such as 02:53:0a:14:00:05"
            }
            return nil
        })
}
