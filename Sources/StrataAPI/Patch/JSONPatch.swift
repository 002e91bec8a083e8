/// A JSON patch: a list of operations carried out in turn, all or none (RFC 6902).
public struct JSONPatch: Sendable {
    private enum Operation {
        case add(Pointer, JSONValue)
        case remove(Pointer)
        case replace(Pointer, JSONValue)
        case move(from: Pointer, to: Pointer)
        case copy(from: Pointer, to: Pointer)
        case test(Pointer, JSONValue)
    }

    /// A JSON pointer (RFC 6901).
    private struct Pointer: Sendable {
        var text: String
        var tokens: [String]

        init(_ text: String) throws(PatchError) {
            guard text.isEmpty || text.hasPrefix("/") else { throw .malformed("the path \"\(text.printable())\" does not start with '/'") }
            self.text = text.printable()
            tokens = []
            for token in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() { tokens.append(Self.unescape(token)) }
        }

        private static func unescape(_ token: Substring) -> String {
            var text = ""
            var isEscape = false
            for character in token {
                if isEscape {
                    text.append(character == "1" ? "/" : character == "0" ? "~" : character)
                    isEscape = false
                } else if character == "~" {
                    isEscape = true
                } else {
                    text.append(character)
                }
            }
            return text
        }
    }

    private var operations: [Operation] = []

    /// The most operations in one patch, as kube-apiserver has it.
    public static let operationLimit = 10_000

    public init(_ json: JSONValue) throws(PatchError) {
        guard let items = json.array else { throw .malformed("a JSON patch is an array of operations") }
        guard items.count <= Self.operationLimit else { throw .malformed("more than \(Self.operationLimit) operations") }
        for (index, item) in items.enumerated() {
            guard let name = item["op"]?.string, let path = item["path"]?.string else {
                throw .malformed("operation \(index) needs \"op\" and \"path\"")
            }
            let pointer = try Pointer(path)
            switch name {
            case "add": operations.append(.add(pointer, try Self.value(item, index)))
            case "replace": operations.append(.replace(pointer, try Self.value(item, index)))
            case "test": operations.append(.test(pointer, try Self.value(item, index)))
            case "remove": operations.append(.remove(pointer))
            case "move": operations.append(.move(from: try Self.from(item, index), to: pointer))
            case "copy": operations.append(.copy(from: try Self.from(item, index), to: pointer))
            default: throw .malformed("operation \(index) has the unknown op \"\(name.printable())\"")
            }
        }
    }

    private static func value(_ item: JSONValue, _ index: Int) throws(PatchError) -> JSONValue {
        guard let value = item["value"] else { throw .malformed("operation \(index) needs \"value\"") }
        return value
    }

    private static func from(_ item: JSONValue, _ index: Int) throws(PatchError) -> Pointer {
        guard let from = item["from"]?.string else { throw .malformed("operation \(index) needs \"from\"") }
        return try Pointer(from)
    }

    /// The object after all operations.
    public func applied(to object: JSONValue) throws(PatchError) -> JSONValue {
        var result = object
        for operation in operations {
            switch operation {
            case .add(let path, let value): result = try Self.change(result, path, path.tokens[...], .add(value))
            case .replace(let path, let value): result = try Self.change(result, path, path.tokens[...], .replace(value))
            case .remove(let path): result = try Self.change(result, path, path.tokens[...], .remove)
            case .move(let from, let to):
                guard to.tokens.count <= from.tokens.count || Array(to.tokens.prefix(from.tokens.count)) != from.tokens else {
                    throw .inapplicable("\(from.text) cannot be moved into itself")
                }
                let value = try Self.find(result, from)
                result = try Self.change(result, from, from.tokens[...], .remove)
                result = try Self.change(result, to, to.tokens[...], .add(value))
            case .copy(let from, let to): result = try Self.change(result, to, to.tokens[...], .add(try Self.find(result, from)))
            case .test(let path, let expected):
                guard try Self.find(result, path) == expected else { throw .testFailed(path.text) }
            }
        }
        return result
    }

    private enum Change {
        case add(JSONValue)
        case replace(JSONValue)
        case remove
    }

    private static func find(_ object: JSONValue, _ pointer: Pointer) throws(PatchError) -> JSONValue {
        var value = object
        for token in pointer.tokens {
            switch value {
            case .object(let members):
                guard let next = members[token] else { throw .inapplicable("\(pointer.text) does not exist") }
                value = next
            case .array(let items):
                guard let index = index(token, in: items.count), index < items.count else {
                    throw .inapplicable("\(pointer.text) does not exist")
                }
                value = items[index]
            default: throw .inapplicable("\(pointer.text) does not exist")
            }
        }
        return value
    }

    private static func change(_ value: JSONValue, _ pointer: Pointer, _ tokens: ArraySlice<String>, _ change: Change) throws(PatchError)
        -> JSONValue
    {
        guard let token = tokens.first else {
            switch change {
            case .add(let new), .replace(let new): return new
            case .remove: return .null
            }
        }
        let isLast = tokens.count == 1
        switch value {
        case .object(var members):
            switch (isLast, change) {
            case (true, .add(let new)): members[token] = new
            case (true, .replace(let new)):
                guard members[token] != nil else { throw .inapplicable("\(pointer.text) does not exist") }
                members[token] = new
            case (true, .remove):
                guard members.removeValue(forKey: token) != nil else { throw .inapplicable("\(pointer.text) does not exist") }
            case (false, _):
                guard let child = members[token] else { throw .inapplicable("\(pointer.text) does not exist") }
                members[token] = try Self.change(child, pointer, tokens.dropFirst(), change)
            }
            return .object(members)
        case .array(var items):
            guard let index = token == "-" && isLast ? items.count : index(token, in: items.count) else {
                throw .inapplicable("\(pointer.text) has no such index")
            }
            if isLast, case .add(let new) = change {
                guard index <= items.count else { throw .inapplicable("\(pointer.text) is past the end") }
                items.insert(new, at: index)
                return .array(items)
            }
            guard index < items.count else { throw .inapplicable("\(pointer.text) does not exist") }
            switch (isLast, change) {
            case (true, .remove): items.remove(at: index)
            case (true, .replace(let new)): items[index] = new
            default: items[index] = try Self.change(items[index], pointer, tokens.dropFirst(), change)
            }
            return .array(items)
        default: throw .inapplicable("\(pointer.text) does not exist")
        }
    }

    private static func index(_ token: String, in count: Int) -> Int? {
        guard token == "0" || !token.hasPrefix("0"), let index = Int(token), index >= 0, token.utf8.allSatisfy({ $0 != UInt8(ascii: "+") })
        else { return nil }
        return index
    }
}
