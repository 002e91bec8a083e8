/// An amount with a unit, in the notation of Kubernetes' `resource.Quantity`: `64Mi`, `1.5G`, `500m`, `2`, `1e9`.
public struct Quantity: Sendable {
    /// The amount in thousandths of the unit, rounded up as Kubernetes rounds.
    public let thousandths: Int128
    /// The notation it was given in, which is kept when it is written again.
    public let text: String

    /// Parses the notation; nil for anything else and for amounts beyond 2^63 units.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 32 else { return nil }
        let bytes = Array(text.utf8)
        var position = 0
        var isNegative = false
        if bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") {
            isNegative = bytes[0] == UInt8(ascii: "-")
            position = 1
        }
        var mantissa: Int128 = 0
        var fractionDigits = 0
        var digits = 0
        var isFraction = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                digits += 1
                mantissa = mantissa * 10 + Int128(byte - UInt8(ascii: "0"))
                if isFraction { fractionDigits += 1 }
                guard digits <= 20 else { return nil }
            } else {
                break
            }
            position += 1
        }
        guard digits > 0 else { return nil }
        guard let scale = Self.scale(String(decoding: bytes[position...], as: UTF8.self)) else { return nil }
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: scale.numerator)
        guard !overflow else { return nil }
        let divisor = scale.denominator * (0..<fractionDigits).reduce(Int128(1)) { power, _ in power * 10 }
        let amount = (product + divisor - 1) / divisor
        guard amount <= Int128(Int64.max) * 1000 else { return nil }
        thousandths = isNegative ? -amount : amount
        self.text = text
    }

    /// An amount of bytes in the largest binary unit that writes it exactly.
    public init(bytes: Int64) {
        thousandths = Int128(bytes) * 1000
        let unit = bytes == 0 ? 0 : min(4, bytes.trailingZeroBitCount / 10)
        let number = String(bytes >> Int64(10 * unit))
        text =
            switch unit {
            case 0: number
            case 1: number + "Ki"
            case 2: number + "Mi"
            case 3: number + "Gi"
            default: number + "Ti"
            }
    }

    /// The amount in whole units, rounded up: bytes for memory and disks.
    public var value: Int64 { Int64(thousandths >= 0 ? (thousandths + 999) / 1000 : thousandths / 1000) }

    /// The factor of a suffix, in thousandths.
    private static func scale(_ suffix: String) -> (numerator: Int128, denominator: Int128)? {
        switch suffix {
        case "": return (1000, 1)
        case "n": return (1, 1_000_000)
        case "u": return (1, 1000)
        case "m": return (1, 1)
        case "k": return (1_000_000, 1)
        case "M": return (1_000_000_000, 1)
        case "G": return (1_000_000_000_000, 1)
        case "T": return (1_000_000_000_000_000, 1)
        case "P": return (1_000_000_000_000_000_000, 1)
        case "E": return (1_000_000_000_000_000_000_000, 1)
        case "Ki": return (1000 << 10, 1)
        case "Mi": return (1000 << 20, 1)
        case "Gi": return (1000 << 30, 1)
        case "Ti": return (1000 << 40, 1)
        case "Pi": return (1000 << 50, 1)
        case "Ei": return (1000 << 60, 1)
        default:
            guard suffix.first == "e" || suffix.first == "E", let power = Int(suffix.dropFirst()), abs(power) <= 18 else { return nil }
            let factor = (0..<abs(power)).reduce(Int128(1)) { product, _ in product * 10 }
            return power >= 0 ? (1000 * factor, 1) : (1000, factor)
        }
    }
}

extension Quantity: Hashable, Comparable {
    /// Equal amounts are equal, however they are written.
    public static func == (left: Quantity, right: Quantity) -> Bool { left.thousandths == right.thousandths }
    public static func < (left: Quantity, right: Quantity) -> Bool { left.thousandths < right.thousandths }
    public func hash(into hasher: inout Hasher) { hasher.combine(thousandths) }
}

extension Schema where Value == Quantity {
    /// An amount of at least `minimum`, which is zero unless told.
    public static func quantity(minimum: Quantity? = nil) -> Schema {
        let rule = StringRule(
            length: 1...32,
            pattern: #"^[0-9]+(\.[0-9]+)?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$"#,
            check: { text in
                guard let amount = Quantity(text) else { return "must be an amount such as 512Mi, 2Gi or 1G" }
                if amount.thousandths < 0 { return "must not be negative" }
                if let minimum, amount < minimum { return "must be at least \(minimum.text)" }
                return nil
            })
        return Schema(
            Shape(.integerOrString(rule)), decode: { ($0.string ?? $0.int.map(String.init)).flatMap { Quantity($0) } },
            encode: { .string($0.text) })
    }
}
