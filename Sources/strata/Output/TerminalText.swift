/// Makes text from elsewhere safe to print: nothing in it can move the cursor, change colours, or reorder what is read.
enum TerminalText {
    /// One line: control characters, line breaks included, and characters that change the direction of text become visible escapes.
    static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return String(
            text.unicodeScalars.reduce(into: String.UnicodeScalarView()) { result, scalar in
                if isUnsafe(scalar) { result.append(contentsOf: escape(scalar).unicodeScalars) } else { result.append(scalar) }
            })
    }

    /// Several lines: as ``clean(_:)``, but line breaks stay and tabs become spaces.
    static func cleanLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { clean(String($0).split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "  ")) }
            .joined(separator: "\n")
    }

    /// JSON text whose strings hold such characters only as JSON's own escapes, which mean the same.
    static func cleanJSON(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 != "\n" && isUnsafe($0) }) else { return text }
        return String(
            text.unicodeScalars.reduce(into: String.UnicodeScalarView()) { result, scalar in
                guard scalar != "\n", isUnsafe(scalar) else { return result.append(scalar) }
                let digits = String(scalar.value, radix: 16)
                result.append(contentsOf: ("\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits).unicodeScalars)
            })
    }

    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Marks that reorder text, and separators that some terminals take for line breaks (Unicode TR9, TR36).
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
}
