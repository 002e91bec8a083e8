import StrataAPI
import Yams

extension JSONValue {
    /// Parses one YAML document as kubectl would before it sends it as JSON: YAML 1.1's words for booleans, no dates.
    ///
    /// Bounds: the document's bytes and depth as for JSON, and how many values its aliases expand to.
    ///
    /// - Throws: `BadRequest` with line and column.
    init(parsingYAML bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(APIError) {
        guard bytes.count <= limits.bytes else {
            throw APIError(.requestEntityTooLarge, "the document is \(bytes.count) bytes long, more than the \(limits.bytes) allowed")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw APIError(.badRequest, "the YAML document is not valid UTF-8")
        }
        let root: Node?
        do {
            root = try Yams.Parser(yaml: text).singleRoot()
        } catch {
            throw APIError(.badRequest, "the YAML document cannot be read: \("\(error)".printable(limit: 400))")
        }
        guard let root else { throw APIError(.badRequest, "the YAML document is empty") }
        var reader = YAMLReader(limits: limits, remaining: max(10_000, bytes.count))
        self = try reader.value(root, depth: 1)
    }
}

/// Turns YAML nodes into JSON values.
private struct YAMLReader {
    let limits: JSONLimits
    /// How many values may still come. A document without aliases has fewer values than bytes.
    var remaining: Int

    mutating func value(_ node: Node, depth: Int) throws(APIError) -> JSONValue {
        guard depth <= limits.depth else { throw failure(node, "nested deeper than \(limits.depth) levels") }
        remaining -= 1
        guard remaining > 0 else { throw failure(node, "the aliases of the document expand to too many values") }
        switch node {
        case .scalar(let scalar): return Self.scalar(scalar)
        case .sequence(let sequence):
            var items: [JSONValue] = []
            for item in sequence { items.append(try value(item, depth: depth + 1)) }
            return .array(items)
        case .mapping(let mapping):
            var members: [String: JSONValue] = [:]
            for (key, item) in mapping {
                guard case .scalar(let name) = key else { throw failure(key, "a key must be a scalar") }
                guard name.string != "<<" || name.style != .plain else { throw failure(key, "merge keys are not supported") }
                members[name.string] = try value(item, depth: depth + 1)
            }
            return .object(members)
        case .alias: throw failure(node, "an alias refers to nothing")
        }
    }

    private func failure(_ node: Node, _ reason: String) -> APIError {
        let place = node.mark.map { " at line \($0.line), column \($0.column)" } ?? ""
        return APIError(.badRequest, "the YAML document cannot be read: \(reason)\(place)")
    }

    private static func scalar(_ scalar: Node.Scalar) -> JSONValue {
        let text = scalar.string
        if scalar.tag == Tag(.str) { return .string(text) }
        guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return false
        default: return number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first,
            first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".") || isDigit(first)
        else { return nil }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
            return Int64(text.dropFirst(2), radix: radix).map(JSONValue.int)
        }
        if let whole = Int64(text) { return .int(whole) }
        let isReal = text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) } && text.utf8.contains(where: isDigit)
        guard isReal, let real = Double(text), real.isFinite else { return nil }
        return .double(real)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
