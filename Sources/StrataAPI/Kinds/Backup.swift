/// A moment of an instance, kept by its stack apart from the machine's disks. It outlives the instance, and others can be made from it.
public struct Backup: Resource {
    public struct Spec: Sendable, Equatable {
        /// The instance, by its name in the same namespace.
        public var instance = ""
        /// Where the stack keeps it, in the stack's own words: a storage or a pool. The site's choice when empty.
        public var storage = ""

        public init() {}
    }

    public typealias Phase = MomentPhase

    public struct Status: Sendable, Equatable {
        public var phase = Phase.pending
        /// The site whose stack keeps it; empty as long as nobody was asked to make it.
        public var site = ""
        /// The UID of the instance whose machine is kept: another instance of that name is not.
        public var instanceUID = ""
        /// The stack's own name of that machine.
        public var machine = ""
        /// What that machine is; what is restored is the same.
        public var type: InstanceType?
        /// `spec` of that instance as it was then, by which it can be made again once it is gone.
        public var instanceSpec: [String: JSONValue] = [:]
        /// The stack's own name for the backup.
        public var nativeID = ""
        /// What it takes where it is kept, as far as the stack tells.
        public var size: Quantity?
        public var takenAt: Timestamp?
        /// Whether it holds only what changed since an earlier one, on which it depends.
        public var isIncremental = false
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata("Backup", plural: "backups", shortNames: ["bak"], scope: .namespaced)
    public static let selectableFields = ["spec.instance", "status.site", "status.phase"]
    public static let indexedFields = ["spec.instance", "status.site"]
    /// Who holds a backup until it is gone from its stack.
    public static let finalizer = "strata.dev/backup"

    public static let schema = Schema<Backup>.object(
        "A moment of an instance, kept by its stack apart from the machine. It outlives the instance.",
        initial: Backup(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.spec,
            .object("What is kept.", initial: Spec()) {
                Field(
                    "instance", \.instance, .string(.subdomain), isRequired: true, isImmutable: true,
                    "The instance, by its name in the same namespace.")
                Field(
                    "storage", \.storage, .string(StringRule(length: 0...253)), isImmutable: true,
                    "Where the stack keeps it, in the stack's own words: a storage or a pool. The site's choice when left out.")
            }, isRequired: true)
        Field("status", \.status, statusSchema)
    }

    private static let statusSchema = Schema<Status>.object("What became of it.", initial: Status()) {
        Field("phase", \.phase, .cases, "How far it is.")
        Field("site", \.site, .string, "The site whose stack keeps it.")
        Field("instanceUID", \.instanceUID, .string, "The UID of the instance whose machine is kept.")
        Field("machine", \.machine, .string, "The stack's own name of that machine.")
        Field("type", \.type, .cases, "What that machine is; what is restored is the same.")
        Field(
            "instanceSpec", \.instanceSpec, .map(.any),
            "spec of that instance as it was then, by which it can be made again once it is gone.")
        Field("nativeID", \.nativeID, .string, "The stack's own name for the backup.")
        Field("size", \.size, .quantity(), "What it takes where it is kept, as far as the stack tells.")
        Field("takenAt", \.takenAt, .timestamp, "The moment that is kept.")
        Field(
            "incremental", \.isIncremental, .bool,
            "Whether it holds only what changed since an earlier one, on which it depends.")
        Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
        Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "Whether it is Ready, and why not.")
    }

    public static let columns: [Column<Backup>] = [
        Column("Instance", "Whose moment it is.") { .text($0.spec.instance) },
        Column("Site", "The site whose stack keeps it.") { .optional($0.status.site) },
        Column("Phase", "How far it is.") { .text($0.status.phase.rawValue) },
        Column("Size", "What it takes where it is kept.") { .optional($0.status.size?.text) },
        Column("Taken", "How long ago it was taken.") { $0.status.takenAt.map(Cell.age) ?? .none },
        Column("Incremental", wide: true, "Whether it depends on an earlier one.") { .text($0.status.isIncremental ? "Yes" : "No") },
        Column("Native ID", wide: true, "The stack's own name for it.") { .optional($0.status.nativeID) },
        Column("Message", wide: true, "Why it is not ready.") {
            .optional($0.status.conditions["Ready"].flatMap { $0.status == .yes ? nil : $0.message })
        },
    ]

    public func validate(into issues: inout FieldIssues) {}

    /// Adds the finalizer when a backup is written, so that none can be made before it is there.
    public static func complete(_ json: JSONValue) -> JSONValue { json.holding(finalizer) }

    /// The instance that it is of, as it was then: `spec` alone, under another name. Nil where that was not kept, or cannot be read.
    public func instance(named name: ObjectName) -> Instance? {
        guard !status.instanceSpec.isEmpty else { return nil }
        var json = Instance(name: name).json
        json["spec"] = .object(status.instanceSpec)
        return Instance(json: json)
    }
}
