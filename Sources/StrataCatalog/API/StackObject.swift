public import StrataAPI

/// A stack as the API shows it: kind `Stack`, read-only, cluster-scoped. Its `spec` holds everything the catalog knows, in the form of
/// ``Stack``'s JSON; this value keeps what tables show of it.
public struct StackObject: Resource {
    /// What tables show.
    public struct Spec: Sendable, Equatable {
        /// The stack's number in the list of thirty.
        public var number = 0
        /// The stack's name in the reference table.
        public var title = ""
        /// From hardware to workload.
        public var chain: [String] = []
        /// What the stack is best for.
        public var bestFor = ""
        /// How much work it is.
        public var complexity = ""
        /// The first value of each fact.
        public var facts: [String: String] = [:]

        /// Nothing known.
        public init() {}
    }

    /// The name is the stack's id.
    public var metadata: ObjectMeta
    /// What tables show.
    public var spec = Spec()

    /// An object of which only the name is known.
    public init(name: String) { metadata = ObjectMeta(name: name) }

    /// `stacks.strata.dev`. In no category: `kubectl get strata` shows what there is, not what there could be.
    public static let kind = ResourceKind(group: "strata.dev", version: "v1alpha1", name: "Stack", plural: "stacks", scope: .cluster)
    /// A stack can be found by its number.
    public static let selectableFields = ["spec.number", "spec.complexity"]

    /// Describes every field; decodes what tables show.
    public static let schema = Schema<StackObject>(StackShape.object, decode: { StackObject(document: $0) }, encode: { $0.document })

    /// What `kubectl get stacks` shows.
    public static let columns: [Column<StackObject>] = [
        Column("Number", "Its number in the list of thirty.") { .integer(Int64($0.spec.number)) },
        Column("Title", "Its name.") { .optional($0.spec.title) },
        Column("Best For", "What it is best for.") { .optional($0.spec.bestFor) },
        Column("Complexity", "How much work it is.") { .optional($0.spec.complexity) },
        Column("Lifecycle", "Whether it is developed and supported today.") { .optional($0.spec.facts[FactKey.lifecycle.rawValue]) },
        Column("Isolation", wide: true, "What separates one guest from the next.") { .optional($0.spec.facts[FactKey.isolation.rawValue]) },
        Column("Licence", wide: true, "Open source or not.") { .optional($0.spec.facts[FactKey.licence.rawValue]) },
        Column("Chain", wide: true, "From hardware to workload.") { .optional($0.spec.chain.joined(separator: " → ")) },
    ]

    /// Nothing: clients cannot write stacks.
    public func validate(into issues: inout FieldIssues) {}

    private init?(document: JSONValue) {
        guard let metadata = ObjectMeta.schema.decode(document["metadata"] ?? [:]) else { return nil }
        self.metadata = metadata
        let json = document["spec"] ?? [:]
        spec.number = Int(json["number"]?.int ?? 0)
        spec.title = json["title"]?.string ?? ""
        spec.chain = json["chain"]?.array?.compactMap(\.string) ?? []
        spec.bestFor = json["bestFor"]?.string ?? ""
        spec.complexity = json["complexity"]?.string ?? ""
        for fact in json["facts"]?.array ?? [] {
            if let key = fact["key"]?.string, let value = fact["values"]?.array?.first?.string { spec.facts[key] = value }
        }
    }

    private var document: JSONValue {
        [
            "metadata": ObjectMeta.schema.encode(metadata) ?? [:],
            "spec": [
                "number": .int(Int64(spec.number)), "title": .string(spec.title), "chain": .array(spec.chain.map(JSONValue.string)),
                "bestFor": .string(spec.bestFor), "complexity": .string(spec.complexity),
            ],
        ]
    }
}
