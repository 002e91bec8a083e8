import StrataAPI
import Yams

extension JSONValue {
    /// The value as a YAML document with sorted members. Strings that YAML would read as something else are quoted.
    var yaml: String {
        // Every node made here can be serialized: it consists of mappings with plain keys, sequences and scalars.
        (try? Yams.serialize(node: node, width: -1, allowUnicode: true)) ?? ""
    }

    private var node: Node {
        switch self {
        case .null: Node("null", Tag(.null))
        case .bool(let flag): Node(flag ? "true" : "false", Tag(.bool))
        case .int(let number): Node(String(number), Tag(.int))
        case .double: Node(text, Tag(.float))
        case .string(let text): Node(text, Tag(.str), Self.style(text))
        case .array(let items): Node(items.map(\.node), Tag(.seq))
        case .object(let members):
            Node(members.sorted { $0.key < $1.key }.map { (Node($0.key, Tag(.str), Self.style($0.key)), $0.value.node) }, Tag(.map))
        }
    }

    private static func style(_ text: String) -> Node.Scalar.Style {
        if isPlain(text) { return .plain }
        return text.utf8.contains(UInt8(ascii: "\n")) && !text.contains("\t") && !text.hasPrefix(" ") ? .literal : .doubleQuoted
    }

    /// Whether YAML reads the text, without quotes, as that same string. Says no where it is not sure.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic || first == "/" else { return false }
        let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        return !words.contains(text.lowercased())
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-_./@".unicodeScalars.contains($0))
            }
    }
}
