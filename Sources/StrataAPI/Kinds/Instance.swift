/// A workload unit that should exist on one site.
public struct Instance: Resource {
    public var metadata: ObjectMeta
    public var spec = Spec()
    public var status = Status()

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.strata(
        "Instance", plural: "instances", shortNames: ["inst"], isWorkload: true, scope: .namespaced)
    public static let selectableFields = ["spec.site", "spec.image", "spec.power", "status.phase", "status.nativeID"]
    public static let indexedFields = ["spec.site", "status.phase", "status.nativeID"]

    public static let schema = Schema<Instance>.object(
        "A workload unit that should exist on one site.", initial: Instance(name: ObjectName(name: ""))
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field("spec", \.spec, Spec.schema, isRequired: true)
        Field("status", \.status, Status.schema)
    }

    public static let columns: [Column<Instance>] = [
        Column("Site", "The site that runs it.") { .text($0.spec.site) },
        Column("Phase", "What it is doing.") { .text($0.status.phase.rawValue) },
        Column("Ready", "Whether it is as it should be.") { .text($0.status.conditions["Ready"]?.status.rawValue ?? "Unknown") },
        Column("Address", "Its first address.") { .optional($0.status.addresses.first) },
        Column("Image", "What it started from.") { .optional($0.spec.source?.text ?? $0.spec.image) },
        Column("Type", wide: true, "What it is.") { .optional($0.spec.type?.rawValue) },
        Column("CPU", wide: true, "Its CPU limit in cores.") { $0.spec.cpu.cores.map { .text($0.formatted) } ?? .none },
        Column("Memory", wide: true, "Its memory limit.") { .optional($0.spec.memory?.text) },
        Column("Native ID", wide: true, "The stack's own name for it.") { .optional($0.status.nativeID) },
        Column("Restarts", wide: true, "How often it was started again because it had ended by itself.") {
            .integer(Int64($0.status.restarts))
        },
        Column("Host", wide: true, "The host it is on.") { .optional($0.status.host) },
        Column("Message", wide: true, "Why it is not ready.") {
            .optional($0.status.conditions["Ready"].flatMap { $0.status == .yes ? nil : $0.message })
        },
    ]

    public func validate(into issues: inout FieldIssues) {
        let spec = FieldPath("spec")
        if self.spec.rights.contains(.observe), self.spec.rights.count > 1 {
            issues.add(spec.member("management"), .invalid, "Invalid value: Observe cannot stand together with Create, Update or Delete")
        }
        if !self.spec.isObserved, !status.owner.isEmpty, self.spec.takeOver != status.ownerUID || status.ownerUID.isEmpty {
            issues.add(
                spec.member("management"), .forbidden,
                "Forbidden: the machine is noted as that of \(status.owner): another Strata server manages it. If it was left behind by one, or is a copy of that instance's machine, strata adopt --take-over makes it this instance's"
            )
        }
        if self.spec.image.isEmpty, self.spec.source == nil, self.spec.rights.contains(.create) {
            issues.add(spec.member("image"), .required, "Required value: name an image to create the instance from, such as busybox")
        }
        if !self.spec.image.isEmpty, self.spec.source != nil {
            issues.add(spec.member("source"), .forbidden, "Forbidden: exactly one of spec.image and spec.source may be given")
        }
        if let source = self.spec.source { source.validate(at: spec.member("source"), into: &issues) }
        var taken: Set<String> = []
        for (index, port) in self.spec.ports.enumerated()
        where !taken.insert("\(port.hostAddress)/\(port.hostPort)/\(port.protocolName)").inserted {
            issues.add(spec.member("ports").index(index).member("hostPort"), .duplicate, "Duplicate value: \(port.hostPort)")
        }
        checkAttachments(into: &issues)
        for name in self.spec.environment.keys.sorted() where !Self.isVariable(name) {
            issues.add(
                spec.member("environment").key(name), .invalid,
                "Invalid value: \"\(name.printable())\": a variable's name consists of letters, digits and '_' and does not start with a digit"
            )
        }
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_")
                || byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
        }
    }
}

/// What an instance is.
public enum InstanceType: String, Sendable, Codable, CaseIterable {
    case container = "Container"
    case virtualMachine = "VirtualMachine"
    case jail = "Jail"
    case partition = "Partition"
    case pod = "Pod"
}

extension Double {
    /// Without a fraction that is zero: `2`, `0.5`.
    var formatted: String { Int64(exactly: self).map(String.init) ?? String(self) }
}
