/// A place where one stack runs and Strata may act.
public struct Site: Resource {
    public struct Spec: Sendable, Equatable {
        /// The stack's id: `lxc`, `qemu-kvm`, …
        public var stack = ""
        /// `local:` for this machine, `ssh://[USER@]HOST[:PORT]`, or `https://HOST[:PORT]` where the stack's own interface listens.
        public var endpoint = "local:"
        /// The Secret for an endpoint that needs one: `ssh-privatekey` and `known_hosts`, or `tls.crt`, `tls.key` and what else the stack's driver asks for.
        public var credentials: SecretReference?
        /// Whether machines that exist already appear as observed instances.
        public var adopt = true
        /// The namespace in which adopted instances appear.
        public var adoptInto = "default"
        /// Seconds between two surveys.
        public var surveyIntervalSeconds = 10
        /// How many operations run on the site at once.
        public var concurrency = 4
        /// What one stack has beyond the portable fields, checked by its driver.
        public var options: JSONValue = .object([:])

        public init() {}
    }

    /// A Secret by name.
    public struct SecretReference: Sendable, Equatable {
        public var namespace = "default"
        public var name = ""

        public init(namespace: String = "default", name: String = "") {
            self.namespace = namespace
            self.name = name
        }
    }

    /// Whether one ability works here, and why not.
    public struct Ability: Sendable, Equatable {
        public enum Support: String, Sendable, CaseIterable {
            case yes = "Yes"
            case degraded = "Degraded"
            case no = "No"
        }

        public var name = ""
        public var support = Support.yes
        public var reason = ""

        public init(name: String = "", support: Support = .yes, reason: String = "") {
            self.name = name
            self.support = support
            self.reason = reason
        }
    }

    /// What a box of the stack's diagram is on this site.
    public struct Box: Sendable, Equatable {
        public enum State: String, Sendable, CaseIterable {
            case present = "Present"
            case degraded = "Degraded"
            case missing = "Missing"
            case unknown = "Unknown"
        }

        /// The box's id in the catalog.
        public var id = ""
        public var state = State.unknown
        /// What is known of it: version, count, size, …
        public var facts: [String: String] = [:]
        public var reason = ""

        public init(id: String = "", state: State = .unknown, facts: [String: String] = [:], reason: String = "") {
            self.id = id
            self.state = state
            self.facts = facts
            self.reason = reason
        }
    }

    public struct Status: Sendable, Equatable {
        public enum Phase: String, Sendable, CaseIterable {
            case pending = "Pending"
            case ready = "Ready"
            case unreachable = "Unreachable"
            case unsupported = "Unsupported"
        }

        public var phase = Phase.pending
        public var version = ""
        public var message = ""
        public var instances = 0
        public var hosts: [String] = []
        public var abilities: [Ability] = []
        public var boxes: [Box] = []
        public var lastSurvey: Timestamp?
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: String) { metadata = ObjectMeta(name: name) }

    public static let kind = ResourceKind.strata("Site", plural: "sites", scope: .cluster)
    public static let selectableFields = ["spec.stack", "status.phase"]

    public static let schema = Schema<Site>.object("A place where one stack runs and Strata may act.", initial: Site(name: "")) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field("spec", \.spec, specSchema, isRequired: true)
        Field("status", \.status, statusSchema)
    }

    private static let specSchema = Schema<Spec>.object("Where the site is and how it is used.", initial: Spec()) {
        Field("stack", \.stack, .string(.label), isRequired: true, isImmutable: true, "The stack that runs there.")
        Field(
            "endpoint", \.endpoint, .string(endpoint), default: "local:", isImmutable: true,
            "Where it is: local: for this machine, ssh://[USER@]HOST[:PORT], or https://HOST[:PORT] where the stack's own interface listens."
        )
        Field(
            "credentials", \.credentials,
            .object(
                "A Secret with the keys ssh-privatekey and known_hosts, or tls.crt, tls.key and what else the stack's driver asks for.",
                initial: SecretReference()
            ) {
                Field("namespace", \.namespace, .string(.label), default: "default", "The Secret's namespace.")
                Field("name", \.name, .string(.subdomain), isRequired: true, "The Secret's name.")
            })
        Field("adopt", \.adopt, .bool, default: true, "Whether machines that exist already appear as observed instances.")
        Field("adoptInto", \.adoptInto, .string(.label), default: "default", "The namespace in which they appear.")
        Field("surveyIntervalSeconds", \.surveyIntervalSeconds, .integer(1...86_400), default: 10, "Seconds between two surveys.")
        Field("concurrency", \.concurrency, .integer(1...256), default: 4, "How many operations run on the site at once.")
        Field("options", \.options, .shaped(Shape(.any)), "What this stack has beyond the portable fields.")
    }

    private static let endpoint = StringRule(
        length: 1...512,
        check: { text in
            text == "local:" || SSHEndpoint(text) != nil || HTTPSEndpoint(text) != nil
                ? nil : "must be local:, ssh://[USER@]HOST[:PORT] or https://HOST[:PORT]"
        })

    private static let statusSchema = Schema<Status>.object("How the site is.", initial: Status()) {
        Field("phase", \.phase, .cases, "Whether the site answers and can be used.")
        Field("version", \.version, .string, "The stack's version there.")
        Field("message", \.message, .string(StringRule(length: 0...32_768)), "Why the site is not ready.")
        Field("instances", \.instances, .integer(0 ... .max), "How many instances it runs.")
        Field("hosts", \.hosts, .list(.string), "Its hosts.")
        Field(
            "abilities", \.abilities,
            .list(
                .object("Whether one ability works here.", initial: Ability()) {
                    Field("name", \.name, .string, isRequired: true, "The ability.")
                    Field("support", \.support, .cases, isRequired: true, "Whether it works here.")
                    Field("reason", \.reason, .string, "Why it does not.")
                }, .map(keys: ["name"])), "What the stack's driver can do here.")
        Field(
            "boxes", \.boxes,
            .list(
                .object("What a box of the stack's diagram is here.", initial: Box()) {
                    Field("id", \.id, .string, isRequired: true, "The box's id in the catalog.")
                    Field("state", \.state, .cases, isRequired: true, "Whether it is there.")
                    Field("facts", \.facts, .strings(), "What is known of it.")
                    Field("reason", \.reason, .string, "Why it is not there, or only in part.")
                }, .map(keys: ["id"])), "The boxes of the stack's diagram, as they are here.")
        Field("lastSurvey", \.lastSurvey, .timestamp, "When the site was last looked at.")
        Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
        Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "What is known of the site.")
    }

    public static let columns: [Column<Site>] = [
        Column("Stack", "The stack that runs there.") { .text($0.spec.stack) },
        Column("Phase", "Whether it answers and can be used.") { .text($0.status.phase.rawValue) },
        Column("Version", "The stack's version.") { .optional($0.status.version) },
        Column("Instances", "How many instances it runs.") { .integer(Int64($0.status.instances)) },
        Column("Surveyed", "When it was last looked at.") { $0.status.lastSurvey.map { .age($0) } ?? .none },
        Column("Endpoint", wide: true, "Where it is.") { .text($0.spec.endpoint) },
        Column("Message", wide: true, "Why it is not ready.") { .optional($0.status.message) },
    ]

    public func validate(into issues: inout FieldIssues) {
        if spec.endpoint.hasPrefix("ssh://"), spec.credentials == nil {
            issues.add(
                FieldPath("spec", "credentials"), .required,
                "Required value: an ssh:// endpoint needs a Secret with ssh-privatekey and known_hosts")
        }
        if spec.endpoint.hasPrefix("https://"), spec.credentials == nil {
            issues.add(
                FieldPath("spec", "credentials"), .required, "Required value: an https:// endpoint needs a Secret with tls.crt and tls.key")
        }
    }
}
