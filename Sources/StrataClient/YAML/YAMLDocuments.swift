public import StrataAPI
import Yams

/// Reads YAML streams, and so JSON, into JSON values.
///
/// Plain words mean what YAML 1.2's core schema says (https://yaml.org/spec/1.2.2/#103-core-schema): `no` and `on` are texts, `true` and
/// `null` are not.
public enum YAMLDocuments {
    /// The documents of a stream; those that hold nothing are left out.
    public static func parse(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [JSONValue] {
        guard bytes.count <= limits.bytes else { throw YAMLError("is \(bytes.count) bytes long, more than the \(limits.bytes) allowed") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLError("is not valid UTF-8") }
        return try parse(text, limits: limits)
    }

    /// The documents of a stream; those that hold nothing are left out.
    public static func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [JSONValue] {
        guard text.utf8.count <= limits.bytes else {
            throw YAMLError("is \(text.utf8.count) bytes long, more than the \(limits.bytes) allowed")
        }
        try AliasGuard.check(text, limits: limits)
        var documents: [JSONValue] = []
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            while let root = try parser.nextRoot() {
                guard documents.count < limits.documents else { throw YAMLError("holds more than \(limits.documents) documents") }
                var budget = limits.nodes
                let value = try convert(root, depth: limits.depth, budget: &budget)
                if !value.isNull { documents.append(value) }
            }
        } catch let error as YAMLError {
            throw error
        } catch let error as YamlError {
            throw YAMLError(describe(error))
        } catch {
            throw YAMLError("is no YAML: \("\(error)".printable())")
        }
        return documents
    }

    private static func convert(_ node: Node, depth: Int, budget: inout Int) throws(YAMLError) -> JSONValue {
        budget -= 1
        guard budget >= 0 else { throw YAMLError("holds too many values once its aliases are written out") }
        guard depth > 0 else { throw YAMLError("is nested too deep\(position(node.mark))") }
        switch node {
        case .scalar(let scalar): return try PlainScalar.value(of: scalar)
        case .sequence(let sequence):
            var items: [JSONValue] = []
            for item in sequence { items.append(try convert(item, depth: depth - 1, budget: &budget)) }
            return .array(items)
        case .mapping(let mapping):
            var members: [String: JSONValue] = [:]
            for (key, value) in mapping {
                guard case .scalar(let name) = key else { throw YAMLError("has a list or a map as a key\(position(key.mark))") }
                if name.string == "<<", name.style == .plain {
                    throw YAMLError("uses a merge key (<<), which is not part of YAML 1.2\(position(key.mark))")
                }
                members[name.string] = try convert(value, depth: depth - 1, budget: &budget)
            }
            return .object(members)
        case .alias: throw YAMLError("has an alias that cannot be followed\(position(node.mark))")
        }
    }

    private static func position(_ mark: Mark?) -> String { mark.map { ", at line \($0.line), column \($0.column)" } ?? "" }

    private static func describe(_ error: YamlError) -> String {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let before = context.map { "\($0.text), " } ?? ""
            return "is no YAML: \((before + problem).printable()), at line \(mark.line), column \(mark.column)"
        case .reader(let problem, let offset, _, _): return "is no YAML: \(problem.printable())" + (offset.map { ", at byte \($0)" } ?? "")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.prefix(5).map { "\"\($0.printable(limit: 60))\"" }.joined(separator: ", ")
            return "has the key \(names) twice in one map, at line \(context.mark.line)"
        default: return "is no YAML: \("\(error)".printable())"
        }
    }
}
