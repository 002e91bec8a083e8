/// Room for data that outlives the instances it is attached to.
public struct Volume: Resource {
    /// What is on a volume when it is made.
    public enum Format: String, Sendable, CaseIterable {
        /// A file system, which containers need.
        case ext4
        /// Nothing: virtual machines see a blank disk.
        case none
    }

    public struct Spec: Sendable, Equatable {
        public var site = ""
        public var size: Quantity?
        public var format = Format.ext4

        public init() {}
    }

    public struct Status: Sendable, Equatable {
        public enum Phase: String, Sendable, CaseIterable {
            case pending = "Pending"
            /// It is there and nobody has it.
            case available = "Available"
            case inUse = "InUse"
            case failed = "Failed"
        }

        public var phase = Phase.pending
        /// What the site calls it.
        public var nativeID = ""
        public var size: Quantity?
        /// What its data takes on the site's disk.
        public var allocated: Quantity?
        /// The instances that have it, with their namespaces.
        public var usedBy: [String] = []
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata("Volume", plural: "volumes", shortNames: ["vol"], scope: .namespaced)
    public static let selectableFields = ["spec.site", "status.phase"]
    public static let indexedFields = ["spec.site"]

    /// Who holds a volume until nobody has it and its data is gone.
    public static let finalizer = "strata.dev/volume"

    public static let schema = Schema<Volume>.object(
        "Room for data that outlives the instances it is attached to.", initial: Volume(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.spec,
            .object("What the volume should be.", initial: Spec()) {
                Field("site", \.site, .string(.subdomain), isRequired: true, isImmutable: true, "The site on whose machine it is.")
                Field(
                    "size", \.size, .quantity(minimum: Quantity("8Mi")), isRequired: true,
                    "How much it holds: 512Mi, 20Gi. It can grow, not shrink."
                )
                Field(
                    "format", \.format, .cases, default: .ext4, isImmutable: true,
                    "ext4: made with a file system, as containers need; none: a blank disk for virtual machines.")
            }, isRequired: true)
        Field(
            "status", \.status,
            .object("What the volume is.", initial: Status()) {
                Field("phase", \.phase, .cases, "Whether it can be used, and is.")
                Field("nativeID", \.nativeID, .string, "What the site calls it.")
                Field("size", \.size, .quantity(), "How much it holds now.")
                Field("allocated", \.allocated, .quantity(), "What its data takes on the site's disk.")
                Field("usedBy", \.usedBy, .list(.string, .set), "The instances that have it, with their namespaces.")
                Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
                Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "Ready.")
            })
    }

    public static let columns: [Column<Volume>] = [
        Column("Site", "The site on whose machine it is.") { .text($0.spec.site) },
        Column("Phase", "Whether it can be used, and is.") { .text($0.metadata.isBeingDeleted ? "Deleting" : $0.status.phase.rawValue) },
        Column("Size", "How much it holds.") { .optional(($0.status.size ?? $0.spec.size)?.text) },
        Column("Used By", "The instances that have it.") { .optional($0.status.usedBy.joined(separator: ",")) },
        Column("Format", wide: true, "What it was made with.") { .text($0.spec.format.rawValue) },
        Column("Native ID", wide: true, "What the site calls it.") { .optional($0.status.nativeID) },
        Column("Message", wide: true, "Why it is not ready.") {
            .optional($0.status.conditions["Ready"].flatMap { $0.status == .yes ? nil : $0.message })
        },
    ]

    public func validate(into issues: inout FieldIssues) {
        if let size = spec.size, size.value % 512 != 0 {
            issues.add(FieldPath("spec", "size"), .invalid, "Invalid value: \"\(size.text)\": must be a multiple of 512 bytes")
        }
        if let size = spec.size, let now = status.size, size < now {
            issues.add(
                FieldPath("spec", "size"), .forbidden, "Forbidden: it holds \(now.text) already, and a volume cannot shrink")
        }
    }

    /// Adds the finalizer when the volume is written, so that nothing can be made before it is there.
    public static func complete(_ json: JSONValue) -> JSONValue { json.holding(finalizer) }
}
