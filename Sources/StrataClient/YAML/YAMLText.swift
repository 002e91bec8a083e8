public import StrataAPI

extension JSONValue {
    /// The value as one YAML document in block style with sorted members, as kubectl prints it. Ends with a line break.
    public func yaml() -> String {
        var text = ""
        switch self {
        case .object(let members) where !members.isEmpty: Self.write(members, indent: 0, isInline: false, to: &text)
        case .array(let items) where !items.isEmpty: Self.write(items, indent: 0, to: &text)
        default: text += Self.scalar(self, indent: 0) + "\n"
        }
        return text
    }

    private static func write(_ members: [String: JSONValue], indent: Int, isInline: Bool, to text: inout String) {
        let space = String(repeating: " ", count: indent)
        for (index, (name, value)) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 || !isInline { text += space }
            text += quotedIfNeeded(name) + ":"
            switch value {
            case .object(let inner) where !inner.isEmpty:
                text += "\n"
                write(inner, indent: indent + 2, isInline: false, to: &text)
            case .array(let items) where !items.isEmpty:
                text += "\n"
                write(items, indent: indent, to: &text)
            default: text += " " + scalar(value, indent: indent + 2) + "\n"
            }
        }
    }

    private static func write(_ items: [JSONValue], indent: Int, to text: inout String) {
        let space = String(repeating: " ", count: indent)
        for item in items {
            text += space + "-"
            switch item {
            case .object(let members) where !members.isEmpty:
                text += " "
                write(members, indent: indent + 2, isInline: true, to: &text)
            case .array(let inner) where !inner.isEmpty:
                text += "\n"
                write(inner, indent: indent + 2, to: &text)
            default: text += " " + scalar(item, indent: indent + 2) + "\n"
            }
        }
    }

    private static func scalar(_ value: JSONValue, indent: Int) -> String {
        switch value {
        case .string(let string): string.contains("\n") ? block(string, indent: indent) : quotedIfNeeded(string)
        case .array: "[]"
        case .object: "{}"
        default: value.text
        }
    }

    /// Several lines as a literal block, or in quotes where a block could not say the same.
    private static func block(_ string: String, indent: Int) -> String {
        let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
        let isPlain = string.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
        let hasTrailingBlank = lines.contains { $0.hasSuffix(" ") || $0.hasSuffix("\t") }
        guard isPlain, !hasTrailingBlank, let first = lines.first, !first.isEmpty, !first.hasPrefix(" "), !first.hasPrefix("\t"),
            !string.hasSuffix("\n\n")
        else { return quoted(string) }
        let body = string.hasSuffix("\n") ? lines.dropLast() : lines[...]
        let space = String(repeating: " ", count: indent)
        return (string.hasSuffix("\n") ? "|\n" : "|-\n") + body.map { $0.isEmpty ? "" : space + $0 }.joined(separator: "\n")
    }

    private static func quotedIfNeeded(_ text: String) -> String { isPlainSafe(text) ? text : quoted(text) }

    /// Double-quoted YAML takes JSON's escapes; what a terminal would act upon is escaped as well.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16)
                    let width = scalar.value > 0xFFFF ? 8 : 4
                    result += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
                }
            }
        }
        return result + "\""
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    /// Whether YAML 1.1 and 1.2 readers alike take the word for the text that it is.
    private static func isPlainSafe(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 4096 else { return false }
        guard PlainScalar.resolve(text) == .string(text), !reserved.contains(text.lowercased()) else { return false }
        if last == UInt8(ascii: " ") || last == UInt8(ascii: ":") { return false }
        if "-?:,[]{}#&*!|>'\"%@` =<~.+0123456789".utf8.contains(first), !isSafeDespite(first, text) { return false }
        return !text.contains(": ") && !text.contains(" #") && text.unicodeScalars.allSatisfy { isPrintable($0) }
    }

    /// Names such as `10.0.3.17`, `1-a` or `64Mi` begin like numbers of YAML 1.1 and are none; times and sexagesimals need quotes.
    private static func isSafeDespite(_ first: UInt8, _ text: String) -> Bool {
        // An option such as `-c` or `--all` begins no list, unlike `- c` and `---`.
        if first == UInt8(ascii: "-") {
            return text.utf8.drop { $0 == UInt8(ascii: "-") }.first.map { (0x61...0x7A).contains($0 | 0x20) } ?? false
        }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first), !text.contains(":"), !text.contains("_") else { return false }
        let isDate = text.utf8.count >= 8 && text.utf8.allSatisfy { byte in (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") }
        let letters = text.utf8.filter { (0x61...0x7A).contains($0 | 0x20) }
        let dots = text.utf8.filter { $0 == UInt8(ascii: ".") }.count
        return !isDate
            && (!letters.isEmpty && !text.hasPrefix("0") && letters != Array("e".utf8) && letters != Array("E".utf8) || dots >= 2)
    }

    private static let reserved: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "="]
}
