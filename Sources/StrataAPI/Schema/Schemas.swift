extension Schema where Value == JSONValue {
    /// Anything, kept as it is.
    public static var any: Schema { Schema(Shape(.any), decode: { $0 }, encode: { $0 }) }

    /// JSON of the given shape, kept as JSON.
    public static func shaped(_ shape: Shape) -> Schema {
        Schema(shape, decode: { $0 }, encode: { $0 == .object([:]) ? nil : $0 })
    }
}

extension Schema where Value == String {
    public static var string: Schema { string(StringRule()) }

    /// A string under a rule. An empty one is left out when written.
    public static func string(_ rule: StringRule) -> Schema {
        Schema(Shape(.string(rule)), decode: \.string, encode: { $0.isEmpty ? nil : .string($0) })
    }
}

extension Schema where Value == Bool {
    public static var bool: Schema { Schema(Shape(.boolean), decode: \.bool, encode: JSONValue.bool) }
}

extension Schema where Value == Int {
    public static var integer: Schema { integer(.min ... .max) }

    public static func integer(_ range: ClosedRange<Int64>) -> Schema {
        Schema(Shape(.integer(range)), decode: { $0.int.map(Int.init) }, encode: { .int(Int64($0)) })
    }
}

extension Schema where Value == Double {
    public static func number(_ range: ClosedRange<Double>) -> Schema {
        Schema(
            Shape(.number(range)), decode: \.double,
            encode: { number in Int64(exactly: number).map(JSONValue.int) ?? .double(number) })
    }
}

extension Schema where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases of an enumeration, by raw value.
    public static var cases: Schema {
        Schema(
            Shape(.string(StringRule(allowed: Value.allCases.map(\.rawValue)))),
            decode: { $0.string.flatMap(Value.init(rawValue:)) }, encode: { .string($0.rawValue) })
    }
}

extension Schema {
    /// A list. An empty one is left out when written.
    public static func list<Element>(_ element: Schema<Element>, _ kind: Shape.ListKind = .atomic) -> Schema where Value == [Element] {
        Schema(
            Shape(.list(element.shape, kind)), decode: { $0.array?.compactMap(element.decode) },
            encode: { $0.isEmpty ? nil : .array($0.map { element.encode($0) ?? .object([:]) }) })
    }

    /// A map with free keys. An empty one is left out when written.
    public static func map<Element>(_ element: Schema<Element>, keys: StringRule = StringRule(length: 1...317)) -> Schema
    where Value == [String: Element] {
        Schema(
            Shape(.map(element.shape, keys: keys)), decode: { $0.object?.compactMapValues(element.decode) },
            encode: { $0.isEmpty ? nil : .object($0.compactMapValues(element.encode)) })
    }

    /// A map of strings, in which an empty value is kept.
    public static func strings(keys: StringRule = StringRule(length: 1...317), values: StringRule = StringRule()) -> Schema
    where Value == [String: String] {
        .map(Schema<String>(Shape(.string(values)), decode: \.string, encode: JSONValue.string), keys: keys)
    }
}
