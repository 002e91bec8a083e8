import StrataAPI
import Yams

/// What a scalar means: its tag, its quotes, or else YAML 1.2's core schema.
enum PlainScalar {
    static func value(of scalar: Node.Scalar) throws(YAMLError) -> JSONValue {
        let text = scalar.string
        switch scalar.tag.description {
        case "tag:yaml.org,2002:str", "!": return .string(text)
        case "tag:yaml.org,2002:binary": return .string(text.filter { !$0.isWhitespace })
        default: break
        }
        return scalar.style == .plain || scalar.style == .any ? resolve(text) : .string(text)
    }

    /// A word without quotes.
    static func resolve(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, text.utf8.count <= 64, isNumberStart(first) else { return .string(text) }
        if text.hasPrefix("0x"), let number = Int64(text.dropFirst(2), radix: 16) { return .int(number) }
        if text.hasPrefix("0o"), let number = Int64(text.dropFirst(2), radix: 8) { return .int(number) }
        if let number = Int64(text) { return .int(number) }
        // Double's own parser also takes "0x1p3", "inf" and "nan", which are texts here.
        guard text.utf8.allSatisfy(isDecimalByte), text.utf8.contains(where: isDigit), let number = Double(text), number.isFinite else {
            return .string(text)
        }
        return .double(number)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isNumberStart(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
    }

    private static func isDecimalByte(_ byte: UInt8) -> Bool {
        isNumberStart(byte) || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
    }
}
