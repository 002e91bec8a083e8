/// A JSON value as a tree, the form in which objects are validated, patched and compared before they become bytes.
///
/// Object members are unordered, as RFC 8259 defines them; ``encoded()`` writes them sorted, so equal values have equal bytes.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue {
    /// The member of an object, nil when this is no object or has no such member.
    /// Setting on anything but an object replaces it by an object; setting nil removes the member.
    public subscript(member: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members[member]
        }
        set {
            guard case .object(var members) = self else {
                if let newValue { self = .object([member: newValue]) }
                return
            }
            self = .null  // gives up the second reference, so that the change below is made in place
            members[member] = newValue
            self = .object(members)
        }
    }

    /// The value below a chain of member names, nil when any is missing.
    public subscript(path members: [String]) -> JSONValue? {
        get {
            var value = self
            for member in members {
                guard let next = value[member] else { return nil }
                value = next
            }
            return value
        }
        set {
            guard let first = members.first else {
                if let newValue { self = newValue }
                return
            }
            if members.count == 1 {
                self[first] = newValue
            } else {
                guard self[first] != nil || newValue != nil else { return }
                var child: JSONValue = self[first] ?? .object([:])
                self[first] = nil
                child[path: Array(members.dropFirst())] = newValue
                self[first] = child
            }
        }
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    public var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    public var isNull: Bool { self == .null }

    /// The value as a whole number: an integer, or a double without a fraction that fits.
    public var int: Int64? {
        switch self {
        case .int(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }

    public var double: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// The word for this value's type in messages to users.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

// No `ExpressibleByNilLiteral`: `nil` would then mean null where absence is meant, as in `condition ? nil : value`.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}
