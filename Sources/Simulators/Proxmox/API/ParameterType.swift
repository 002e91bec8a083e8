/// What a parameter may be.
enum ParameterType: Sendable {
    case boolean
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case string
    case choice([String])
    /// `[A-Za-z][A-Za-z0-9_-]+`, forty characters at most.
    case identifier
    case node
    case dnsName
    case tags
    /// `+8G`, `16384M`.
    case size
    /// At most so many characters.
    case text(Int)
    /// Several values, or several times the same name.
    case list

    static let vmid = ParameterType.integer(100...999_999_999)

    /// What is wrong with a value; nil where nothing is.
    func problem(_ value: String) -> String? {
        switch self {
        case .boolean:
            return ["0", "1", "true", "false", "on", "off", "yes", "no"].contains(value.lowercased())
                ? nil : "type check ('boolean') failed - got '\(value)'"
        case .integer(let range):
            guard let number = Int(value) else { return "type check ('integer') failed - got '\(value)'" }
            if number < range.lowerBound { return "value must have a minimum value of \(range.lowerBound)" }
            return number > range.upperBound ? "value must have a maximum value of \(range.upperBound)" : nil
        case .number(let range):
            guard let number = Double(value) else { return "type check ('number') failed - got '\(value)'" }
            if number < range.lowerBound { return "value must have a minimum value of \(range.lowerBound)" }
            return number > range.upperBound ? "value must have a maximum value of \(range.upperBound)" : nil
        case .string, .list: return nil
        case .text(let limit): return value.unicodeScalars.count > limit ? "value may only be \(limit) characters long" : nil
        case .choice(let words):
            return words.contains(value)
                ? nil : "value '\(value)' does not have a value in the enumeration '\(words.joined(separator: ", "))'"
        case .identifier:
            let isPlain = value.utf8.allSatisfy { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            guard value.first?.isLetter == true, value.utf8.count > 1, isPlain else { return "invalid configuration ID '\(value)'" }
            return value.utf8.count > 40 ? "value may only be 40 characters long" : nil
        case .node:
            let isPlain = value.utf8.allSatisfy { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            return isPlain && !value.isEmpty && value.first != "-" ? nil : "value does not look like a valid node name"
        case .dnsName:
            let labels = value.split(separator: ".", omittingEmptySubsequences: false)
            let isRight = labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
            return isRight ? nil : "value does not look like a valid DNS name"
        case .tags:
            for tag in value.split(whereSeparator: { ";, ".contains($0) }) {
                let isRight = tag.utf8.enumerated().allSatisfy { index, byte in
                    Self.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || index > 0 && "+-.".utf8.contains(byte)
                }
                if !isRight { return "invalid characters in tag" }
            }
            return nil
        case .size:
            let digits = value.hasPrefix("+") ? value.dropFirst() : value[...]
            let unit = digits.last.map { "KMGT".contains($0) } ?? false
            let number = unit ? digits.dropLast() : digits
            let isRight = !number.isEmpty && number.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
            return isRight ? nil : "value does not match the regex pattern"
        }
    }

    /// As the interface's own description has it.
    var name: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .list: "array"
        default: "string"
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
