import StrataAPI

/// The value of a `KEY=VALUE` option that goes into a document.
enum PlainValue {
    /// Whole numbers and `true` and `false` as what they are, anything else as text.
    static func json(_ text: String) -> JSONValue {
        switch text {
        case "true": .bool(true)
        case "false": .bool(false)
        default: Int64(text).map(JSONValue.int) ?? .string(text)
        }
    }
}
