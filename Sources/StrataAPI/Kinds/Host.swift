/// A physical or virtual machine of a site, with its capacity.
public struct Host: Resource {
    public struct Spec: Sendable, Equatable {
        public var site = ""

        public init() {}
    }

    public struct Status: Sendable, Equatable {
        public var hostname = ""
        public var operatingSystem = ""
        public var kernel = ""
        public var architecture = ""
        public var cpus = 0
        public var cpuModel = ""
        public var memory: Quantity?
        public var memoryAvailable: Quantity?
        /// `cgroup v1`, `hybrid` or `cgroup v2`, where the host has control groups.
        public var cgroups = ""
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: String) { metadata = ObjectMeta(name: name) }

    public static let kind = ResourceKind.strata("Host", plural: "hosts", scope: .cluster)
    public static let selectableFields = ["spec.site"]

    public static let schema = Schema<Host>.object("A machine of a site.", initial: Host(name: "")) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.spec,
            .object("Where the host belongs.", initial: Spec()) {
                Field("site", \.site, .string(.subdomain), isRequired: true, isImmutable: true, "The site it belongs to.")
            }, isRequired: true)
        Field(
            "status", \.status,
            .object("What the host is.", initial: Status()) {
                Field("hostname", \.hostname, .string, "Its own name.")
                Field("operatingSystem", \.operatingSystem, .string, "Its operating system.")
                Field("kernel", \.kernel, .string, "Its kernel's release.")
                Field("architecture", \.architecture, .string, "Its CPU architecture, as uname -m says.")
                Field("cpus", \.cpus, .integer(0 ... .max), "How many CPUs it has online.")
                Field("cpuModel", \.cpuModel, .string, "The CPU's model name.")
                Field("memory", \.memory, .quantity(), "Its memory.")
                Field("memoryAvailable", \.memoryAvailable, .quantity(), "The memory that can be had without swapping.")
                Field("cgroups", \.cgroups, .string, "How its control groups are laid out.")
                Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "What is known of the host.")
            })
    }

    public static let columns: [Column<Host>] = [
        Column("Site", "The site it belongs to.") { .text($0.spec.site) },
        Column("Ready", "Whether it answers and takes machines.") {
            .optional($0.status.conditions["Ready"].map { $0.status == .no ? $0.reason : $0.status.rawValue })
        },
        Column("CPUs", "How many CPUs it has.") { .integer(Int64($0.status.cpus)) },
        Column("Memory", "Its memory.") { .optional($0.status.memory?.text) },
        Column("Architecture", "Its CPU architecture.") { .optional($0.status.architecture) },
        Column("OS", wide: true, "Its operating system.") { .optional($0.status.operatingSystem) },
        Column("Kernel", wide: true, "Its kernel's release.") { .optional($0.status.kernel) },
    ]

    public func validate(into issues: inout FieldIssues) {}
}
