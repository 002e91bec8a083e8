import FoundationEssentials
import StrataAPI
import StrataClient

/// Values of the program as JSON.
enum JSONText {
    /// Indented, keys sorted, one line break at the end.
    static func pretty(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// As a tree, which can be written as YAML too.
    static func tree(_ value: some Encodable) throws -> JSONValue {
        try JSONValue(parsing: Array(try JSONEncoder().encode(value)), limits: JSONLimits(depth: 64, bytes: 16 << 20))
    }
}
