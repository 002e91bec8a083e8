/// One declaration of a value in the API: its ``Shape`` and how it becomes a Swift value and JSON again.
public struct Schema<Value: Sendable>: Sendable {
    public var shape: Shape
    /// Reads a value that the shape found valid; nil for one it would refuse.
    public let decode: @Sendable (JSONValue) -> Value?
    /// Writes a value; nil when it says nothing and is better left out.
    public let encode: @Sendable (Value) -> JSONValue?

    public init(
        _ shape: Shape, decode: @escaping @Sendable (JSONValue) -> Value?, encode: @escaping @Sendable (Value) -> JSONValue?
    ) {
        self.shape = shape
        self.decode = decode
        self.encode = encode
    }

    /// An object of named fields that fills the properties of `Value`.
    ///
    /// - Parameter initial: the value of which decoding fills in what the document has.
    public static func object(
        _ description: String = "", initial: @escaping @autoclosure @Sendable () -> Value, @FieldList<Value> fields: () -> [Field<Value>]
    ) -> Schema<Value> {
        let fields = fields()
        return Schema(
            Shape(.object(fields.map(\.property)), description),
            decode: { json in
                guard case .object(let members) = json else { return nil }
                var value = initial()
                for field in fields {
                    if let member = members[field.property.name], !member.isNull { field.set(&value, member) }
                }
                return value
            },
            encode: { value in
                var members: [String: JSONValue] = [:]
                for field in fields { members[field.property.name] = field.get(value) }
                return members.isEmpty ? nil : .object(members)
            })
    }

    /// The value decoded from JSON that was checked before; throws what is wrong when it was not.
    public func value(from json: JSONValue, at path: FieldPath = .root) throws(InvalidValue) -> Value {
        var issues = FieldIssues()
        shape.check(json, at: path, into: &issues)
        guard issues.isEmpty, let value = decode(json) else { throw InvalidValue(issues: issues) }
        return value
    }
}

/// A value that does not have its schema's shape.
public struct InvalidValue: Error, Sendable, CustomStringConvertible {
    public var issues: FieldIssues

    public var description: String {
        issues.all.map { "\($0.path): \($0.message)" }.joined(separator: "; ")
    }
}

/// One field of an object: its name and shape in JSON, bound to a property of `Root`.
public struct Field<Root: Sendable>: Sendable {
    let property: Shape.Property
    let set: @Sendable (inout Root, JSONValue) -> Void
    let get: @Sendable (Root) -> JSONValue?

    /// A field that always has a value.
    ///
    /// - Parameter default: written into documents that leave the field out.
    public init<Value>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ schema: Schema<Value>, default: Value? = nil,
        isRequired: Bool = false, isImmutable: Bool = false, _ description: String = ""
    ) {
        var shape = schema.shape
        if !description.isEmpty { shape.description = description }
        if let value = `default` { shape.defaultValue = schema.encode(value) }
        property = Shape.Property(name, shape, isRequired: isRequired, isImmutable: isImmutable)
        set = { root, json in if let value = schema.decode(json) { root[keyPath: path] = value } }
        get = { schema.encode($0[keyPath: path]) }
    }

    /// A field that may be absent.
    public init<Value>(
        _ name: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ schema: Schema<Value>, isRequired: Bool = false,
        isImmutable: Bool = false, _ description: String = ""
    ) {
        var shape = schema.shape
        if !description.isEmpty { shape.description = description }
        property = Shape.Property(name, shape, isRequired: isRequired, isImmutable: isImmutable)
        set = { root, json in root[keyPath: path] = schema.decode(json) }
        get = { $0[keyPath: path].flatMap(schema.encode) }
    }
}

/// Collects the fields of an object.
@resultBuilder
public enum FieldList<Root: Sendable> {
    public static func buildExpression(_ field: Field<Root>) -> Field<Root> { field }
    public static func buildBlock(_ fields: Field<Root>...) -> [Field<Root>] { fields }
}
