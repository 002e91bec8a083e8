/// How much the objects of a namespace may take together: Kubernetes' core `ResourceQuota`.
public struct ResourceQuota: Resource {
    public struct Status: Sendable, Equatable {
        /// The limits that this status is about.
        public var hard: [String: Quantity] = [:]
        /// How much of each is taken.
        public var used: [String: Quantity] = [:]

        public init() {}
    }

    public var metadata: ObjectMeta
    /// The most of each resource, by its name: ``QuotaResource``.
    public var hard: [String: Quantity] = [:]
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.core("ResourceQuota", plural: "resourcequotas", shortNames: ["quota"], scope: .namespaced)
    public static let selectableFields: [String] = []

    public static let schema = Schema<ResourceQuota>.object(
        "How much the objects of a namespace may take together.", initial: ResourceQuota(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.hard,
            Schema<[String: Quantity]>(
                Shape(.object([.init("hard", amounts.shape, isRequired: false, isImmutable: false)]), "The limits."),
                decode: { $0["hard"].flatMap(amounts.decode) },
                encode: { hard in amounts.encode(hard).map { ["hard": $0] } }), isRequired: true)
        Field(
            "status", \.status,
            .object("How much is taken.", initial: Status()) {
                Field("hard", \.hard, amounts, "The limits that this status is about.")
                Field("used", \.used, amounts, "How much of each is taken.")
            })
    }

    private static let amounts: Schema<[String: Quantity]> = {
        var schema = Schema<[String: Quantity]>.map(.quantity())
        schema.shape.description =
            "The most of each: count/PLURAL.GROUP such as count/instances.strata.dev, limits.cpu, limits.memory, requests.storage."
        return schema
    }()

    public static let columns: [Column<ResourceQuota>] = [
        Column("Request", "Used and most, of what is asked for and counted.") { .optional($0.words { !$0.hasPrefix("limits.") }) },
        Column("Limit", "Used and most, of limits.") { .optional($0.words { $0.hasPrefix("limits.") }) },
    ]

    /// `limits.cpu: 1/4, limits.memory: 512Mi/8Gi`
    private func words(_ isMeant: (String) -> Bool) -> String {
        status.hard.keys.filter(isMeant).sorted().map { name in
            "\(name): \(status.used[name]?.text ?? "0")/\(status.hard[name]?.text ?? "0")"
        }.joined(separator: ", ")
    }

    public func validate(into issues: inout FieldIssues) {
        for (name, amount) in hard.sorted(by: { $0.key < $1.key }) where name.hasPrefix("count/") && amount.thousandths % 1000 != 0 {
            issues.add(FieldPath("spec", "hard").key(name), .invalid, "Invalid value: \"\(amount.text)\": must be an integer")
        }
    }

    /// The shape of quotas where these kinds are served: what nothing would ever count against is refused, so that nobody relies on it.
    public static func refine(_ shape: Shape, kinds: [ResourceKind]) -> Shape {
        let names =
            ["limits.cpu", "limits.memory", "requests.storage"]
            + kinds.filter(\.isNamespaced).map { "count/\($0.qualifiedPlural)" }.sorted()
        guard case .object(var properties) = shape.form, let spec = properties.firstIndex(where: { $0.name == "spec" }),
            case .object(var fields) = properties[spec].shape.form, let hard = fields.firstIndex(where: { $0.name == "hard" }),
            case .map(let amount, _) = fields[hard].shape.form
        else { return shape }
        fields[hard].shape.form = .map(amount, keys: StringRule(allowed: names))
        properties[spec].shape.form = .object(fields)
        var refined = shape
        refined.form = .object(properties)
        return refined
    }
}
