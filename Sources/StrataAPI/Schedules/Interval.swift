/// A time between two things, as people write it: `30m`, `6h`, `1d`, `1w`, `1h30m`.
public struct Interval: Sendable, Hashable {
    public var seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    /// Reads numbers with a unit each, the largest unit first; nil for anything else, for less than a minute and more than a year.
    public init?(_ text: String) {
        var total: Int64 = 0
        var digits = ""
        var last = Int64.max
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit = Self.units.first(where: { $0.letter == character })?.seconds, unit < last, digits.count <= 7,
                let number = Int64(digits)
            else { return nil }
            total += number * unit
            last = unit
            digits = ""
        }
        guard digits.isEmpty, (60...366 * 86_400).contains(total) else { return nil }
        seconds = total
    }

    private static let units: [(letter: Character, seconds: Int64)] = [("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

    /// The shortest way to write it.
    public var text: String {
        var rest = seconds
        var text = ""
        for unit in Self.units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.letter)"
            rest %= unit.seconds
        }
        return text
    }

    public static let schema = Schema<Interval>(
        Shape(
            .string(
                StringRule(
                    length: 1...32,
                    check: {
                        Interval($0) == nil ? "must be a time of at least a minute and at most a year, such as 30m, 6h, 1d or 1w" : nil
                    }
                ))), decode: { $0.string.flatMap { Interval($0) } }, encode: { .string($0.text) })
}
