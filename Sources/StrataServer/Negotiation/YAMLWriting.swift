import StrataAPI

extension JSONValue {
    /// The value as a YAML document in block style with sorted members. Strings that YAML could read as something else are quoted.
    var yaml: String {
        var text = ""
        write(yaml: &text, indent: 0, isInSequence: false)
        return text
    }

    /// Appends the value as an item of a sequence that stands at the left margin.
    func write(yamlItem text: inout String) {
        text += "-"
        write(yaml: &text, indent: 0, isInSequence: true)
    }

    /// - Parameters:
    ///   - indent: how far the value's lines are set in.
    ///   - isInSequence: whether the text ends with the dash of a sequence, after which the first member may follow on the same line.
    private func write(yaml text: inout String, indent: Int, isInSequence: Bool) {
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .array(let items) where !items.isEmpty:
            if isInSequence { text += "\n" }
            let inner = isInSequence ? margin + "  " : margin
            for item in items {
                text += inner + "-"
                item.write(yaml: &text, indent: inner.utf8.count, isInSequence: true)
            }
        case .object(let members) where !members.isEmpty:
            let inner = isInSequence ? margin + "  " : margin
            var isFirst = isInSequence
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                text += (isFirst ? " " : inner) + Self.yamlScalar(name) + ":"
                isFirst = false
                switch value {
                case .array(let items) where !items.isEmpty:
                    text += "\n"
                    value.write(yaml: &text, indent: inner.utf8.count, isInSequence: false)
                case .object(let inside) where !inside.isEmpty:
                    text += "\n"
                    value.write(yaml: &text, indent: inner.utf8.count + 2, isInSequence: false)
                default: text += " " + value.yamlScalar + "\n"
                }
            }
        default: text += (isInSequence ? " " : margin) + yamlScalar + "\n"
        }
    }

    private var yamlScalar: String {
        if case .string(let text) = self { Self.yamlScalar(text) } else { text }
    }

    private static func yamlScalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// Whether YAML reads the text, without quotes, as that same string. Says no where it is not sure.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/"), text.utf8.count <= 1024 else { return false }
        let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        guard text.utf8.allSatisfy({ isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "-_./@".utf8.contains($0) })
        else {
            return false
        }
        return text.utf8.count > 5 || !words.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// The text in double quotes (YAML 1.2, section 5.7), with everything escaped that a reader could take for a line break or refuse.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{2029}", "\u{FEFF}", "\u{FFFE}"..."\u{FFFF}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
