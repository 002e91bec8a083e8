/// A network of its own on the machine of a site, on which instances of that machine can be put.
public struct Network: Resource {
    public struct Spec: Sendable, Equatable {
        public var site = ""
        /// In CIDR notation; empty for one that is free there.
        public var subnet = ""
        /// Whether instances reach beyond the network by their machine's address.
        public var nat = true
        /// Whether nothing but published ports leads in, and nothing out.
        public var isolated = false
        public var dhcp = true
        /// The DNS domain of its names; made of the network's own name when empty.
        public var domain = ""

        public init() {}
    }

    /// An address that is given away.
    public struct Lease: Sendable, Equatable {
        public var address = ""
        public var mac = ""
        /// The name under which DNS knows it.
        public var name = ""
        public var instance = ""

        public init(address: String = "", mac: String = "", name: String = "", instance: String = "") {
            self.address = address
            self.mac = mac
            self.name = name
            self.instance = instance
        }
    }

    public struct Status: Sendable, Equatable {
        public enum Phase: String, Sendable, CaseIterable {
            case pending = "Pending"
            case ready = "Ready"
            case failed = "Failed"
        }

        public var phase = Phase.pending
        /// The bridge's name on the machine.
        public var bridge = ""
        public var subnet = ""
        /// The bridge's own address: the instances' router and name server.
        public var gateway = ""
        public var domain = ""
        public var usedAddresses = 0
        /// The first of the used addresses, in their order.
        public var leases: [Lease] = []
        public var observedGeneration = 0
        public var conditions: [Condition] = []

        public init() {}

        /// How many leases are told at most.
        public static let leasesTold = 256
    }

    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata("Network", plural: "networks", shortNames: ["net"], scope: .namespaced)
    public static let selectableFields = ["spec.site", "status.phase"]
    public static let indexedFields = ["spec.site"]

    /// What stands for the site's own network, and so can be no other's name.
    public static let standard = "default"

    /// Who holds a network until nothing is on it and its bridge is gone.
    public static let finalizer = "strata.dev/network"

    public static let schema = Schema<Network>.object(
        "A network of its own on the machine of a site.", initial: Network(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field("spec", \.spec, specSchema, isRequired: true)
        Field("status", \.status, statusSchema)
    }

    private static let specSchema = Schema<Spec>.object("What the network should be.", initial: Spec()) {
        Field("site", \.site, .string(.subdomain), isRequired: true, isImmutable: true, "The site on whose machine it is.")
        Field(
            "subnet", \.subnet, .string(.subnet), isImmutable: true, "Its addresses: 10.20.0.0/24. One that is free there when left out.")
        Field("nat", \.nat, .bool, default: true, "Whether instances reach beyond the network by their machine's address.")
        Field(
            "isolated", \.isolated, .bool, default: false,
            "Whether instances on it reach only each other and its name server, and only published ports lead in.")
        Field("dhcp", \.dhcp, .bool, default: true, "Whether addresses are told by DHCP. Containers have theirs without it.")
        Field(
            "domain", \.domain, .string(StringRule(length: 0...200, check: { $0.isEmpty ? nil : StringRule.subdomain.check?($0) })),
            "The DNS domain of the names on it; NAME.NAMESPACE.strata.internal when left out.")
    }

    private static let statusSchema = Schema<Status>.object("What the network is.", initial: Status()) {
        Field("phase", \.phase, .cases, "Whether it can be used.")
        Field("bridge", \.bridge, .string, "The bridge's name on the machine.")
        Field("subnet", \.subnet, .string, "Its addresses in CIDR notation.")
        Field("gateway", \.gateway, .string, "The bridge's own address: router and name server.")
        Field("domain", \.domain, .string, "The DNS domain of the names on it.")
        Field("usedAddresses", \.usedAddresses, .integer(0 ... .max), "How many addresses are given away.")
        Field(
            "leases", \.leases,
            .list(
                .object("An address that is given away.", initial: Lease()) {
                    Field("address", \.address, .string, isRequired: true, "The IPv4 address.")
                    Field("mac", \.mac, .string, "The hardware address it belongs to.")
                    Field("name", \.name, .string, "The name under which DNS knows it.")
                    Field("instance", \.instance, .string, "The instance that has it, with its namespace.")
                }, .map(keys: ["address"])), "The first \(Status.leasesTold) of the addresses given away.")
        Field("observedGeneration", \.observedGeneration, .nonZero, "The generation this status is about.")
        Field("conditions", \.conditions, .list(Condition.schema, .map(keys: ["type"])), "Ready.")
    }

    public static let columns: [Column<Network>] = [
        Column("Site", "The site on whose machine it is.") { .text($0.spec.site) },
        Column("Phase", "Whether it can be used.") { .text($0.metadata.isBeingDeleted ? "Deleting" : $0.status.phase.rawValue) },
        Column("Subnet", "Its addresses.") { .optional($0.status.subnet.isEmpty ? $0.spec.subnet : $0.status.subnet) },
        Column("Used", "How many addresses are given away.") { .integer(Int64($0.status.usedAddresses)) },
        Column("Gateway", wide: true, "The router's and name server's address.") { .optional($0.status.gateway) },
        Column("Bridge", wide: true, "The bridge's name on the machine.") { .optional($0.status.bridge) },
        Column("Domain", wide: true, "The DNS domain of the names on it.") { .optional($0.status.domain) },
        Column("Message", wide: true, "Why it is not ready.") {
            .optional($0.status.conditions["Ready"].flatMap { $0.status == .yes ? nil : $0.message })
        },
    ]

    public func validate(into issues: inout FieldIssues) {
        if metadata.name == Self.standard {
            issues.add(FieldPath("metadata", "name"), .invalid, "Invalid value: \"default\": it stands for the site's own network")
        }
    }

    /// The DNS domain of the names on it.
    public var domain: String {
        spec.domain.isEmpty ? "\(metadata.name).\(metadata.namespace).strata.internal" : spec.domain
    }

    /// Adds the finalizer when the network is written, so that no bridge can be made before it is there.
    public static func complete(_ json: JSONValue) -> JSONValue { json.holding(finalizer) }
}

extension JSONValue {
    /// An object with a finalizer added, unless it is going already.
    func holding(_ finalizer: String) -> JSONValue {
        guard self["metadata"]?["deletionTimestamp"] == nil else { return self }
        let finalizers = self["metadata"]?["finalizers"]?.array ?? []
        guard !finalizers.contains(.string(finalizer)) else { return self }
        var json = self
        json[path: ["metadata", "finalizers"]] = .array(finalizers + [.string(finalizer)])
        return json
    }
}
