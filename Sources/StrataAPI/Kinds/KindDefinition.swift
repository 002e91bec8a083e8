/// What the server needs to know of a kind, without its Swift type.
public struct KindDefinition: Sendable {
    public var kind: ResourceKind
    /// The whole object's shape, `apiVersion` and `kind` included.
    public var shape: Shape
    public var columns: [ColumnHead]
    /// The cells of an object's row, one for each column.
    public var cells: @Sendable (JSONValue) -> [Cell]
    public var selectableFields: Set<String>
    /// The selectable fields by which objects are found without looking at the others.
    public var indexedFields: [String]
    /// Whether the object has a `status` that only the `status` subresource writes.
    public var hasStatus: Bool
    /// Whether clients may not write objects of it.
    public var isReadOnly: Bool
    /// The objects, where they are part of the program and lie in no store.
    public var documents: FixedDocuments?
    /// What answers an object of this kind, where it is a question that is asked and never kept, as Kubernetes' access reviews are.
    /// Gets a checked document and returns it with its `status`.
    public var answer: (@Sendable (JSONValue) throws(APIError) -> JSONValue)?
    /// What an object takes of its namespace's quotas beyond being one; nil for kinds whose objects only count.
    public var quotaShare: (@Sendable (JSONValue) -> QuotaUse)?
    /// The field that an object must have where a resource is limited.
    public var quotaField: @Sendable (QuotaResource) -> FieldPath?
    /// Checks beyond the shape.
    public var validate: @Sendable (JSONValue, inout FieldIssues) -> Void
    /// What old or short forms of a document become before anything else looks at it.
    public var normalize: @Sendable (JSONValue) -> JSONValue
    /// What the server adds to an object as it is stored, beyond defaults that stand in the shape.
    public var complete: @Sendable (JSONValue) -> JSONValue

    /// The definition of a kind from its one declaration.
    ///
    /// - Parameters:
    ///   - refine: adapts the shape to what this process knows, such as the options of the drivers it has.
    ///   - documents: makes the kind one whose objects are part of the program.
    ///   - answer: makes the kind a question.
    public init<Root: Resource>(
        _ type: Root.Type, isReadOnly: Bool = false, refine: (Shape) -> Shape = { $0 },
        normalize: @escaping @Sendable (JSONValue) -> JSONValue = { $0 }, complete: @escaping @Sendable (JSONValue) -> JSONValue = { $0 },
        documents: FixedDocuments? = nil, answer: (@Sendable (JSONValue) throws(APIError) -> JSONValue)? = nil
    ) {
        let schema = Root.schema
        kind = Root.kind
        var shape = refine(schema.shape)
        if case .object(let properties) = shape.form {
            shape.form = .object(
                [
                    .init("apiVersion", Shape(.string(StringRule()), "The version of the schema of this object.")),
                    .init("kind", Shape(.string(StringRule()), "The kind of this object.")),
                ] + properties)
        }
        self.shape = shape
        let columns = Root.columns
        self.columns = columns.map { ColumnHead(name: $0.name, description: $0.description, priority: $0.priority) }
        cells = { json in
            guard let root = schema.decode(json) else { return columns.map { _ in .none } }
            return columns.map { $0.cell(root) }
        }
        selectableFields = Set(["metadata.name"] + (Root.kind.isNamespaced ? ["metadata.namespace"] : []) + Root.selectableFields)
        indexedFields = Root.indexedFields
        hasStatus = shape.property("status") != nil
        self.isReadOnly = isReadOnly || documents != nil || answer != nil
        self.documents = documents
        self.answer = answer
        if let quotable = Root.self as? any Quotable.Type {
            quotaShare = { quotable.quotaUse(of: $0) }
            quotaField = { quotable.quotaField($0) }
        } else {
            quotaField = { _ in nil }
        }
        self.normalize = normalize
        self.complete = complete
        validate = { json, issues in
            if let root = schema.decode(json) { root.validate(into: &issues) }
        }
    }

    /// Whether objects of the kind lie in the store.
    public var isStored: Bool { documents == nil && answer == nil }

    /// What an object takes of its namespace's quotas.
    public func quotaUse(of object: JSONValue) -> QuotaUse { quotaShare?(object) ?? QuotaUse() }

    /// Why clients may not write.
    public var readOnlyReason: String {
        let why =
            answer != nil
            ? "they are answered and not kept" : documents != nil ? "they are part of the program" : "the server writes them"
        return "\(kind.qualifiedPlural) can only be \(answer != nil ? "created" : "read"): \(why)"
    }

    /// Everything wrong with a document of this kind.
    public func issues(with json: JSONValue) -> FieldIssues {
        var issues = FieldIssues()
        shape.check(json, at: .root, into: &issues)
        if issues.wrong.isEmpty { validate(json, &issues) }
        return issues
    }
}
