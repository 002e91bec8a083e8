/// Snapshots that are taken again and again, and given up after a time.
public struct SnapshotSchedule: Resource {
    /// Which of the schedule's own snapshots are kept. A snapshot stays as long as any of the rules wants it; without rules all stay.
    public struct Retention: Sendable, Equatable {
        /// The last so many.
        public var keepLast = 0
        /// The last of each of so many hours, days, weeks and months in which there is one, in UTC.
        public var hourly = 0
        public var daily = 0
        public var weekly = 0
        public var monthly = 0

        public init() {}

        public var keepsAll: Bool { keepLast + hourly + daily + weekly + monthly == 0 }
    }

    /// Which instances beside those named.
    public struct Selector: Sendable, Equatable {
        /// Those that carry all of these labels; none where it is empty.
        public var matchLabels: [String: String] = [:]

        public init() {}
    }

    public struct Spec: Sendable, Equatable {
        /// The instances, by name.
        public var instances: [String] = []
        public var selector = Selector()
        /// The time between two snapshots; nil where ``schedule`` says when.
        public var every: Interval?
        public var schedule: CronSchedule?
        public var memory = false
        public var isSuspended = false
        public var retention = Retention()

        public init() {}
    }

    public struct Status: Sendable, Equatable {
        /// The time for which snapshots were last taken, and the next.
        public var lastRun: Timestamp?
        public var nextRun: Timestamp?
        /// How many of its snapshots there are.
        public var snapshots = 0
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata(
        "SnapshotSchedule", plural: "snapshotschedules", shortNames: ["snapsched"], scope: .namespaced)
    public static let selectableFields = ["spec.suspend"]
    /// The labels on a snapshot that tell which schedule took it: the schedule's name and its UID.
    public static let nameLabel = "strata.dev/schedule"
    public static let uidLabel = "strata.dev/schedule-uid"

    public static let schema = Schema<SnapshotSchedule>.object(
        "Snapshots that are taken again and again, and given up after a time.", initial: SnapshotSchedule(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field("spec", \.spec, spec, isRequired: true)
        Field(
            "status", \.status,
            .object("How far it is.", initial: Status()) {
                Field("lastRun", \.lastRun, .timestamp, "The time for which snapshots were last taken.")
                Field("nextRun", \.nextRun, .timestamp, "When they are taken next.")
                Field("snapshots", \.snapshots, .integer(0 ... .max), "How many of its snapshots there are.")
                Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
                Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "Whether it is Ready, and why not.")
            })
    }

    private static let spec = Schema<Spec>.object("What is taken when, and how long it is kept.", initial: Spec()) {
        Field("instances", \.instances, .list(.string(.subdomain), .set), "The instances, by name.")
        Field(
            "selector", \.selector,
            .object("Which instances beside those named.", initial: Selector()) {
                Field(
                    "matchLabels", \.matchLabels, .strings(keys: .qualifiedName, values: .labelValue),
                    "Those that carry all of these labels.")
            })
        Field("every", \.every, Interval.schema, "The time between two snapshots: 30m, 6h, 1d, 1w.")
        Field("schedule", \.schedule, CronSchedule.schema, "When, as in crontab(5), in UTC: \"0 3 * * *\", @daily.")
        Field("memory", \.memory, .bool, default: false, "Whether the memory of running machines is kept too.")
        Field("suspend", \.isSuspended, .bool, default: false, "Whether no more are taken for the time being.")
        Field(
            "retention", \.retention,
            .object("Which of its own snapshots are kept; all without a rule.", initial: Retention()) {
                Field("keepLast", \.keepLast, count, "The last so many.")
                Field("hourly", \.hourly, count, "The last of each of so many hours.")
                Field("daily", \.daily, count, "The last of each of so many days.")
                Field("weekly", \.weekly, count, "The last of each of so many weeks.")
                Field("monthly", \.monthly, count, "The last of each of so many months.")
            })
    }

    private static let count = Schema<Int>(
        Shape(.integer(0...1000)), decode: { $0.int.map(Int.init) }, encode: { $0 == 0 ? nil : .int(Int64($0)) })

    public static let columns: [Column<SnapshotSchedule>] = [
        Column("When", "How often.") { .optional($0.spec.schedule?.text ?? $0.spec.every.map { "every \($0.text)" }) },
        Column("Suspended", "Whether it rests.") { .text($0.spec.isSuspended ? "Yes" : "No") },
        Column("Snapshots", "How many of its snapshots there are.") { .integer(Int64($0.status.snapshots)) },
        Column("Last", "How long ago it last took any.") { $0.status.lastRun.map(Cell.age) ?? .none },
        Column("Next", wide: true, "When it takes the next.") { .optional($0.status.nextRun?.text) },
    ]

    public func validate(into issues: inout FieldIssues) {
        let spec = FieldPath("spec")
        if self.spec.instances.isEmpty, self.spec.selector.matchLabels.isEmpty {
            issues.add(spec.member("instances"), .required, "Required value: name instances, or labels in spec.selector.matchLabels")
        }
        switch (self.spec.every, self.spec.schedule) {
        case (nil, nil): issues.add(spec.member("every"), .required, "Required value: say every how long, or when in spec.schedule")
        case (_?, _?):
            issues.add(spec.member("schedule"), .forbidden, "Forbidden: exactly one of spec.every and spec.schedule may be given")
        default: break
        }
    }

    /// The first time after `time` at which snapshots are due.
    public func next(after time: Timestamp) -> Timestamp? {
        if let schedule = spec.schedule { return schedule.next(after: time) }
        return spec.every.map { Timestamp(seconds: time.seconds + $0.seconds) }
    }
}
