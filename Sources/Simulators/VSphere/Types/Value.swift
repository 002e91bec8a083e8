/// A reference to a managed object: its type and its id.
struct Ref: Sendable, Hashable, Codable, CustomStringConvertible {
    var type: String
    var id: String

    init(_ type: String, _ id: String) {
        self.type = type
        self.id = id
    }

    var description: String { "\(type):\(id)" }
}

/// A value of vim25. What it is on the wire depends on where it stands: an enumeration's word is a string, a `byte` is a number.
indirect enum Value: Sendable, Hashable {
    case string(String)
    case bool(Bool)
    /// Where the type is open, an `xsd:int`.
    case int(Int64)
    /// Where the type is open, an `xsd:long`.
    case long(Int64)
    case double(Double)
    /// Seconds since 1970.
    case date(Double)
    /// In base 64.
    case binary(String)
    case ref(Ref)
    case object(DataObject)
    case list([Value])
    /// What stands in an element, as XML already.
    case raw(String)

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    var int: Int64? {
        switch self {
        case .int(let number), .long(let number): number
        default: nil
        }
    }
    var ref: Ref? { if case .ref(let ref) = self { ref } else { nil } }
    var object: DataObject? { if case .object(let object) = self { object } else { nil } }
    var list: [Value] { if case .list(let items) = self { items } else { [self] } }

    /// A field of an object.
    subscript(name: String) -> Value? { object?[name] }

    static func refs(_ refs: some Sequence<Ref>) -> Value { .list(refs.map(Value.ref)) }
    static func objects(_ objects: some Sequence<DataObject>) -> Value { .list(objects.map(Value.object)) }
    static func strings(_ strings: some Sequence<String>) -> Value { .list(strings.map(Value.string)) }
    static func int(_ number: Int) -> Value { .int(Int64(number)) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .int(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// An object of data: a type and its fields. The type table knows their order.
struct DataObject: Sendable, Hashable {
    var type: String
    var fields: [String: Value]

    init(_ type: String, _ fields: KeyValuePairs<String, Value?> = [:]) {
        self.type = type
        self.fields = [:]
        for (name, value) in fields { if let value { self.fields[name] = value } }
    }

    subscript(name: String) -> Value? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    func string(_ name: String) -> String? { fields[name]?.string }
    func bool(_ name: String) -> Bool? { fields[name]?.bool }
    func int(_ name: String) -> Int64? { fields[name]?.int }
    func ref(_ name: String) -> Ref? { fields[name]?.ref }
    func object(_ name: String) -> DataObject? { fields[name]?.object }
    func objects(_ name: String) -> [DataObject] { fields[name]?.list.compactMap(\.object) ?? [] }
    func refs(_ name: String) -> [Ref] { fields[name]?.list.compactMap(\.ref) ?? [] }
    func strings(_ name: String) -> [String] { fields[name]?.list.compactMap(\.string) ?? [] }

    /// Takes over what another of the same kind has.
    mutating func merge(_ other: DataObject) { fields.merge(other.fields) { $1 } }

    /// Whether it is of a type or of one derived from it.
    func isA(_ type: String) -> Bool { TypeTable.shared.derives(self.type, from: type) }
}

/// Kept in state files as the XML that it is on the wire.
extension DataObject: Codable {
    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self = try SOAPReader.object(text)
    }

    func encode(to encoder: any Encoder) throws {
        var writer = SOAPWriter()
        writer.write(.object(self), as: "value", FieldType(base: "anyType"))
        var container = encoder.singleValueContainer()
        try container.encode(writer.text)
    }
}
