/// A kind of object in the API. One conformance gives decoding, defaulting, validation, table columns and the OpenAPI schema.
public protocol Resource: Sendable, Equatable {
    static var kind: ResourceKind { get }
    /// Everything but `apiVersion` and `kind`, which all objects have.
    static var schema: Schema<Self> { get }
    /// The columns of `kubectl get` after the name and before the age.
    static var columns: [Column<Self>] { get }
    /// Fields besides `metadata.name` and `metadata.namespace` that a field selector can name, as dotted paths.
    static var selectableFields: [String] { get }
    /// Those of them that few objects have in common, or that much is asked for: the server finds objects by these without looking at the others.
    static var indexedFields: [String] { get }

    var metadata: ObjectMeta { get set }

    /// Adds what is wrong with the object beyond the shape of its fields.
    func validate(into issues: inout FieldIssues)
}

extension Resource {
    public static var indexedFields: [String] { [] }

    public var name: ObjectName { metadata.objectName }

    /// A pointer to this object, for those that belong to it.
    public var ownerReference: OwnerReference {
        var reference = OwnerReference()
        reference.apiVersion = Self.kind.apiVersion
        reference.kind = Self.kind.name
        reference.name = metadata.name
        reference.uid = metadata.uid
        return reference
    }

    /// The object as JSON, with its `apiVersion` and `kind`.
    public var json: JSONValue {
        var json = Self.schema.encode(self) ?? .object([:])
        json["apiVersion"] = .string(Self.kind.apiVersion)
        json["kind"] = .string(Self.kind.name)
        return json
    }

    /// Reads an object that was validated before it was stored; nil for anything else.
    public init?(json: JSONValue) {
        guard let value = Self.schema.decode(json) else { return nil }
        self = value
    }
}

/// One column of a table of objects (`metav1.TableColumnDefinition`).
public struct Column<Root>: Sendable {
    public var name: String
    public var description: String
    /// Zero for columns that are always shown, more for those of `-o wide`.
    public var priority: Int
    public var cell: @Sendable (Root) -> Cell

    public init(_ name: String, wide: Bool = false, _ description: String, cell: @escaping @Sendable (Root) -> Cell) {
        self.name = name
        self.description = description
        self.priority = wide ? 1 : 0
        self.cell = cell
    }
}

/// What stands in one place of a table.
public enum Cell: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    /// A moment, shown as the time since.
    case age(Timestamp)
    case none
}

/// A column of a table, without what fills it.
public struct ColumnHead: Sendable, Hashable {
    public var name: String
    public var description: String
    /// Zero for columns that are always shown, more for those of `-o wide`.
    public var priority: Int
}

extension Cell {
    /// A text, or nothing where it is empty.
    public static func optional(_ text: String?) -> Self { text.map { $0.isEmpty ? .none : .text($0) } ?? .none }
}
