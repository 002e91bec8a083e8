extension Instance {
    /// Whether the instance should run.
    public enum Power: String, Sendable, CaseIterable {
        case running = "Running"
        case stopped = "Stopped"
        case paused = "Paused"
        /// Off, with the memory kept on disk, so that it runs on from there.
        case suspended = "Suspended"
    }

    /// What Strata may do to the machine behind the instance.
    public enum Right: String, Sendable, CaseIterable {
        case observe = "Observe"
        case create = "Create"
        case update = "Update"
        case delete = "Delete"
    }

    public struct CPU: Sendable, Equatable {
        /// How much CPU time it may use, in cores; nil for as much as there is.
        public var cores: Double?

        public init(cores: Double? = nil) { self.cores = cores }
    }

    /// A port of the host that leads to one of the instance.
    public struct Port: Sendable, Equatable {
        public enum Transport: String, Sendable, CaseIterable {
            case tcp = "TCP"
            case udp = "UDP"
        }

        public var port = 0
        public var hostPort = 0
        public var hostAddress = ""
        public var transport = Transport.tcp

        public init(port: Int = 0, hostPort: Int = 0, hostAddress: String = "", transport: Transport = .tcp) {
            self.port = port
            self.hostPort = hostPort
            self.hostAddress = hostAddress
            self.transport = transport
        }

        var protocolName: String { transport.rawValue }
    }

    /// Where an instance's disks come from, when not from an image: from another instance, or from a backup.
    public struct Source: Sendable, Equatable {
        /// An instance of the same namespace and site.
        public var instance = ""
        /// One of its Snapshots; empty for what it is now.
        public var snapshot = ""
        /// Instead of them a Backup of the same namespace and site, whether its instance is there still or not.
        public var backup = ""
        /// Instead of all of them a backup of the stack's own that a client sends.
        public var upload = false

        public init(instance: String = "", snapshot: String = "") {
            self.instance = instance
            self.snapshot = snapshot
        }

        public init(backup: String) { self.backup = backup }

        /// A backup that is sent.
        public static var upload: Source {
            var source = Source()
            source.upload = true
            return source
        }

        /// As people write it: `web`, `web@before`, `backup nightly`, `upload`.
        public var text: String {
            if upload { return "upload" }
            if !backup.isEmpty { return "backup \(backup)" }
            return snapshot.isEmpty ? instance : "\(instance)@\(snapshot)"
        }

        /// How the instance comes to be, for people: `as a copy of web`.
        public var origin: String {
            if upload { return "from a backup that was sent" }
            return backup.isEmpty ? "as a copy of \(text)" : "from \(text)"
        }

        func validate(at path: FieldPath, into issues: inout FieldIssues) {
            if instance.isEmpty, backup.isEmpty, !upload {
                issues.add(path.member("instance"), .required, "Required value: name an instance to copy, or a backup to restore")
            }
            guard upload || !backup.isEmpty else { return }
            let others = [("instance", instance), ("snapshot", snapshot)] + (upload ? [("backup", backup)] : [])
            for (field, value) in others where !value.isEmpty {
                issues.add(path.member(field), .forbidden, "Forbidden: it does not stand together with \(upload ? "upload" : "backup")")
            }
        }
    }

    /// What should be: the portable part, and in ``stack`` what one stack has beyond it.
    public struct Spec: Sendable, Equatable {
        public var site = ""
        public var type: InstanceType?
        public var image = ""
        /// Another instance that it is made as a copy of, or a backup that it is made from, instead of from an image.
        public var source: Source?
        public var power = Power.running
        /// What becomes of a machine that ends by itself while it should run.
        public var restart = Restart.always
        /// What becomes of a machine that was changed behind Strata's back.
        public var drift = Drift.report
        public var cpu = CPU()
        public var memory: Quantity?
        /// The size of a virtual machine's own disk; nil for the image's.
        public var disk: Quantity?
        /// The most processes and threads at once; nil for as many as the host allows.
        public var processes: Int?
        /// What runs as the first process instead of the image's own.
        public var command: [String] = []
        public var environment: [String: String] = [:]
        public var hostname = ""
        public var ports: [Port] = []
        /// Its network cards, in their order; the first one's network is the way out and where ports lead. None stands for one on the site's own.
        public var networks: [Card] = []
        public var volumes: [Mount] = []
        /// Seconds between asking the instance to stop and stopping it hard.
        public var stopGracePeriodSeconds = 10
        public var rights: Set<Right> = [.create, .update, .delete]
        /// The UID of an instance that this server does not have and whose machine this one takes over; empty for none.
        public var takeOver = ""
        /// What each stack has beyond the portable fields, by stack id, checked by that stack's driver.
        public var stack: [String: JSONValue] = [:]

        public init() {}

        /// Whether Strata only looks at the machine.
        public var isObserved: Bool { rights == [.observe] }

        static let schema = Schema<Spec>.object("What should be.", initial: Spec()) {
            Field("site", \.site, .string(.subdomain), isRequired: true, isImmutable: true, "The site that runs it.")
            Field("type", \.type, .cases, isImmutable: true, "What it is; the image's type when left out.")
            Field(
                "image", \.image, .string(NativeImage.orSource), isImmutable: true,
                "The Image it is created from, or where one comes from: busybox, debian/12, a path; or one of the stack's own, as lxd:alpine."
            )
            Field(
                "source", \.source, source, isImmutable: true,
                "Another instance that it is made as a copy of, or a backup that it is made from, instead of from an image.")
            Field("power", \.power, .cases, default: .running, "Whether it should run.")
            Field(
                "restart", \.restart, .cases, default: .always,
                "Whether it is started again when it ends by itself: Always, OnFailure, or Never.")
            Field(
                "drift", \.drift, .cases, default: .report,
                "What becomes of changes that others made to the machine: Correct undoes them, Report tells of them.")
            Field("cpu", \.cpu, cpu, "Its CPU limit.")
            Field("memory", \.memory, .quantity(minimum: Quantity("4Mi")), "Its memory limit, such as 64Mi.")
            Field(
                "disk", \.disk, .quantity(minimum: Quantity("1Mi")),
                "The size of a virtual machine's own disk, such as 20Gi: at least the image's, and it can grow later.")
            Field("processes", \.processes, .integer(1...4_194_304), "The most processes and threads at once.")
            Field("command", \.command, .list(.string(argument)), "What runs as the first process instead of the image's own.")
            Field(
                "environment", \.environment, .strings(values: StringRule(length: 0...131_072, check: noNUL)),
                "Environment of the first process.")
            Field("hostname", \.hostname, .string(.label), "Its host name; its own name when left out.")
            Field("ports", \.ports, .list(port), "Ports of the host that lead to it.")
            Field(
                "networks", \.networks, .list(Card.schema),
                "Its network cards in their order: the first is the way out, and published ports lead to it. One on the site's own when left out."
            )
            Field("volumes", \.volumes, .list(Mount.schema), "The volumes attached to it.")
            Field(
                "stopGracePeriodSeconds", \.stopGracePeriodSeconds, .integer(0...3600), default: 10,
                "Seconds between asking it to stop and stopping it hard.")
            Field(
                "management", \.rights, rights,
                "What Strata may do to the machine: Observe, or any of Create, Update and Delete. All three when left out.")
            Field(
                "takeOver", \.takeOver, .string(StringRule(length: 0...64)),
                "The UID of an instance that this server does not have, as status.ownerUID tells it: its machine becomes this instance's.")
            Field("stack", \.stack, .map(.any), "What each stack has beyond the portable fields, by stack id.")
        }

        private static let source = Schema<Source>.object(
            "What it is made from: exactly one of instance, backup and upload.", initial: Source()
        ) {
            Field(
                "instance", \.instance, .string(.subdomain), isImmutable: true,
                "An instance of the same namespace and site that it is a copy of.")
            Field(
                "snapshot", \.snapshot, .string(.subdomain), isImmutable: true,
                "One of that instance's Snapshots; what it is now when left out.")
            Field(
                "backup", \.backup, .string(.subdomain), isImmutable: true,
                "A Backup of the same namespace and site, whether its instance is there still or not.")
            Field(
                "upload", \.upload, trueOnly, isImmutable: true,
                "Whether a client sends a backup of the stack's own, as export --native has it (PUT …/backup). What it says counts beside spec's limits."
            )
        }

        private static let trueOnly = Schema<Bool>(Shape(.boolean), decode: \.bool, encode: { $0 ? true : nil })

        private static let cpu = Schema<CPU>.object("A CPU limit.", initial: CPU()) {
            Field("cores", \.cores, .number(0.01...4096), "How much CPU time it may use, in cores: 0.5, 1, 4, …")
        }

        private static let port = Schema<Port>.object("A port of the host that leads to the instance.", initial: Port()) {
            Field("port", \.port, .integer(1...65_535), isRequired: true, "The instance's port.")
            Field("hostPort", \.hostPort, .integer(1...65_535), isRequired: true, "The host's port.")
            Field("hostAddress", \.hostAddress, .string(StringRule(length: 0...45)), "The host's address; all of them when empty.")
            Field("protocol", \.transport, .cases, default: .tcp, "TCP or UDP.")
        }

        private static let argument = StringRule(length: 0...131_072, check: noNUL)

        private static let noNUL: @Sendable (String) -> String? = { $0.utf8.contains(0) ? "must not hold a NUL" : nil }

        /// Kept in the words of the document: a single word stays one.
        private static let rights = Schema<Set<Right>>(
            Shape(.oneOrMany(StringRule(allowed: Right.allCases.map(\.rawValue)))),
            decode: { json in
                if let word = json.string { return Right(rawValue: word).map { [$0] } }
                return json.array.map { Set($0.compactMap { $0.string.flatMap(Right.init(rawValue:)) }) }
            },
            encode: { rights in
                if rights == [.create, .update, .delete] { return nil }
                let words = Right.allCases.filter(rights.contains).map { JSONValue.string($0.rawValue) }
                return words.count == 1 ? words[0] : .array(words)
            })
    }

    /// The shape of instances where the given stacks have drivers: each stack's own options are checked by its driver's shape.
    public static func refine(_ shape: Shape, options: [String: Shape]) -> Shape {
        guard case .object(var properties) = shape.form, let spec = properties.firstIndex(where: { $0.name == "spec" }),
            case .object(var fields) = properties[spec].shape.form, let stack = fields.firstIndex(where: { $0.name == "stack" })
        else { return shape }
        let stacks = options.sorted { $0.key < $1.key }.map { Shape.Property($0.key, $0.value) }
        fields[stack].shape.form = .object(stacks)
        properties[spec].shape.form = .object(fields)
        var refined = shape
        refined.form = .object(properties)
        return refined
    }

    /// Who holds an instance until its machine is gone.
    public static let finalizer = "strata.dev/machine"

    /// Adds the finalizer when the instance is written, so that no machine can be created before it is there, and to a new one a first status.
    public static func complete(_ json: JSONValue) -> JSONValue {
        var json = withFinalizer(json)
        // Clients that wait for objects in general (`helm --wait`) take one without any condition for ready.
        if json["status"] == nil, json["metadata"]?["deletionTimestamp"] == nil {
            var status = Status()
            status.conditions.set(
                Condition("Ready", .unknown, reason: "New", message: "not looked at yet", generation: 1),
                now: json["metadata"]?["creationTimestamp"]?.string.flatMap { Timestamp($0) } ?? .now())
            json["status"] = Status.schema.encode(status)
        }
        return json
    }

    private static func withFinalizer(_ json: JSONValue) -> JSONValue {
        guard json["metadata"]?["deletionTimestamp"] == nil, json["spec"]?["management"]?.string != Right.observe.rawValue,
            json["spec"]?["management"] != [.string(Right.observe.rawValue)]
        else { return json }
        let finalizers = json["metadata"]?["finalizers"]?.array ?? []
        guard !finalizers.contains(.string(finalizer)) else { return json }
        var json = json
        json[path: ["metadata", "finalizers"]] = .array(finalizers + [.string(finalizer)])
        return json
    }
}
