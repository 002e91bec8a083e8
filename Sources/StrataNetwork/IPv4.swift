/// An IPv4 address.
struct IPv4: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The address as a number in host order.
    var bits: UInt32

    init(bits: UInt32) { self.bits = bits }

    /// Reads dotted decimal notation; nil for anything else, leading zeros included, which some tools read as octal.
    init?(_ text: String) {
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
    var text: String { [24, 16, 8, 0].map { String(bits >> UInt32($0) & 0xFF) }.joined(separator: ".") }

    var description: String { text }

    static func < (left: IPv4, right: IPv4) -> Bool { left.bits < right.bits }

    /// Whether one address, as text, comes before another.
    static func order(_ left: String, _ right: String) -> Bool {
        (IPv4(left)?.bits ?? 0) < (IPv4(right)?.bits ?? 0)
    }
}
