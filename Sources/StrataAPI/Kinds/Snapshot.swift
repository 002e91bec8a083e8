/// A moment of an instance, kept at its stack. It belongs to the instance and goes with it.
public struct Snapshot: Resource {
    public struct Spec: Sendable, Equatable {
        /// The instance, by its name in the same namespace.
        public var instance = ""
        /// Whether the memory of a running machine is kept too.
        public var memory = false

        public init() {}
    }

    public typealias Phase = MomentPhase

    public struct Status: Sendable, Equatable {
        public var phase = Phase.pending
        /// The stack's own name for it.
        public var nativeID = ""
        public var size: Quantity?
        public var takenAt: Timestamp?
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata("Snapshot", plural: "snapshots", shortNames: ["snap"], scope: .namespaced)
    public static let selectableFields = ["spec.instance", "status.phase"]
    public static let indexedFields = ["spec.instance"]
    /// Who holds a snapshot until it is gone from its stack.
    public static let finalizer = "strata.dev/snapshot"

    public static let schema = Schema<Snapshot>.object(
        "A moment of an instance, kept at its stack.", initial: Snapshot(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.spec,
            .object("What is kept.", initial: Spec()) {
                Field(
                    "instance", \.instance, .string(.subdomain), isRequired: true, isImmutable: true,
                    "The instance, by its name in the same namespace.")
                Field(
                    "memory", \.memory, .bool, default: false, isImmutable: true,
                    "Whether the memory of a running machine is kept too, so that it runs on from there after a revert.")
            }, isRequired: true)
        Field(
            "status", \.status,
            .object("What became of it.", initial: Status()) {
                Field("phase", \.phase, .cases, "How far it is.")
                Field("nativeID", \.nativeID, .string, "The stack's own name for it.")
                Field("size", \.size, .quantity(), "What it takes on disk, as far as the stack tells.")
                Field("takenAt", \.takenAt, .timestamp, "The moment that is kept.")
                Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
                Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "Whether it is Ready, and why not.")
            })
    }

    public static let columns: [Column<Snapshot>] = [
        Column("Instance", "Whose moment it is.") { .text($0.spec.instance) },
        Column("Phase", "How far it is.") { .text($0.status.phase.rawValue) },
        Column("Size", "What it takes on disk.") { .optional($0.status.size?.text) },
        Column("Taken", "How long ago it was taken.") { $0.status.takenAt.map(Cell.age) ?? .none },
        Column("Memory", wide: true, "Whether it holds the machine's memory.") { .text($0.spec.memory ? "Yes" : "No") },
        Column("Native ID", wide: true, "The stack's own name for it.") { .optional($0.status.nativeID) },
        Column("Message", wide: true, "Why it is not ready.") {
            .optional($0.status.conditions["Ready"].flatMap { $0.status == .yes ? nil : $0.message })
        },
    ]

    public func validate(into issues: inout FieldIssues) {}

    /// Adds the finalizer when a snapshot is written, so that none can be taken before it is there.
    public static func complete(_ json: JSONValue) -> JSONValue { json.holding(finalizer) }
}
