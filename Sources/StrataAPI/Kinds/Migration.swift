/// One move of one instance to another site.
public struct Migration: Resource {
    public struct Spec: Sendable, Equatable {
        /// The instance, in the same namespace.
        public var instance = ""
        /// The site it is to come to.
        public var to = ""
        /// Whether it runs on meanwhile. Otherwise one that runs is stopped first and started there.
        public var live = false

        public init() {}
    }

    public struct Status: Sendable, Equatable {
        public enum Phase: String, Sendable, CaseIterable {
            case pending = "Pending"
            case preparing = "Preparing"
            case copying = "Copying"
            /// The instance is being taken over: from here on it can no longer be cancelled.
            case switching = "Switching"
            case succeeded = "Succeeded"
            case failed = "Failed"
            case cancelled = "Cancelled"

            /// Whether nothing more happens.
            public var isFinal: Bool { self == .succeeded || self == .failed || self == .cancelled }

            /// Whether something was begun that must be ended.
            public var isUnderWay: Bool { self == .preparing || self == .copying || self == .switching }
        }

        public var phase = Phase.pending
        /// The site that the instance leaves.
        public var from = ""
        /// Percent of what is being carried now.
        public var progress: Int?
        /// Bytes carried.
        public var bytes: Quantity?
        /// How long the instance did not run, in milliseconds.
        public var downtimeMilliseconds: Int?
        public var startedAt: Timestamp?
        public var completedAt: Timestamp?
        /// What is being done, or why it failed.
        public var message = ""
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata("Migration", plural: "migrations", shortNames: ["mig"], scope: .namespaced)
    public static let selectableFields = ["spec.instance", "spec.to", "status.phase"]
    public static let indexedFields = ["spec.instance", "status.phase"]

    public static let schema = Schema<Migration>.object(
        "One move of one instance to another site. Deleting it cancels it.", initial: Migration(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.spec,
            .object("What is to be moved where.", initial: Spec()) {
                Field(
                    "instance", \.instance, .string(.subdomain), isRequired: true, isImmutable: true, "The instance, in the same namespace."
                )
                Field("to", \.to, .string(.subdomain), isRequired: true, isImmutable: true, "The site it is to come to.")
                Field(
                    "live", \.live, .bool, isImmutable: true,
                    "Whether it runs on meanwhile. Otherwise one that runs is stopped first and started there.")
            }, isRequired: true)
        Field(
            "status", \.status,
            .object("How far it is.", initial: Status()) {
                Field("phase", \.phase, .cases, "How far it is. From Switching on it can no longer be cancelled.")
                Field("from", \.from, .string, "The site that the instance leaves.")
                Field("progress", \.progress, .integer(0...100), "Percent of what is being carried now.")
                Field("bytes", \.bytes, .quantity(), "Bytes carried.")
                Field("downtimeMilliseconds", \.downtimeMilliseconds, .integer(0 ... .max), "How long the instance did not run.")
                Field("startedAt", \.startedAt, .timestamp, "When it was begun.")
                Field("completedAt", \.completedAt, .timestamp, "When it ended.")
                Field("message", \.message, .string(StringRule(length: 0...32_768)), "What is being done, or why it failed.")
                Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about, once it has ended.")
                Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "Succeeded.")
            })
    }

    public static let columns: [Column<Migration>] = [
        Column("Instance", "What is moved.") { .text($0.spec.instance) },
        Column("From", "The site it leaves.") { .optional($0.status.from) },
        Column("To", "The site it comes to.") { .text($0.spec.to) },
        Column("Phase", "How far it is.") { .text($0.status.phase.rawValue + ($0.status.progress.map { " \($0)%" } ?? "")) },
        Column("Live", wide: true, "Whether it runs on meanwhile.") { .text($0.spec.live ? "yes" : "no") },
        Column("Bytes", wide: true, "Bytes carried.") { .optional($0.status.bytes?.text) },
        Column("Downtime", wide: true, "How long it did not run.") { .optional($0.status.downtimeMilliseconds.map { "\($0)ms" }) },
        Column("Message", wide: true, "What is being done, or why it failed.") { .optional($0.status.message) },
    ]

    public func validate(into issues: inout FieldIssues) {}

    /// Who holds a migration until what it began has been ended.
    public static let finalizer = "strata.dev/migration"

    /// Adds the finalizer as long as something may be left to end.
    public static func complete(_ json: JSONValue) -> JSONValue {
        let phase = json["status"]?["phase"]?.string.flatMap(Status.Phase.init(rawValue:)) ?? .pending
        let finalizers = json["metadata"]?["finalizers"]?.array ?? []
        guard json["metadata"]?["deletionTimestamp"] == nil, !phase.isFinal, !finalizers.contains(.string(finalizer)) else { return json }
        var json = json
        json[path: ["metadata", "finalizers"]] = .array(finalizers + [.string(finalizer)])
        return json
    }
}
