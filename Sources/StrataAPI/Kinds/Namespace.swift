/// A room for names: Kubernetes' core `Namespace`.
public struct Namespace: Resource {
    public struct Status: Sendable, Equatable {
        public enum Phase: String, Sendable, CaseIterable {
            case active = "Active"
            case terminating = "Terminating"
        }

        public var phase = Phase.active
    }

    public var metadata: ObjectMeta
    public var finalizers: [String] = []
    public var status = Status()

    public init(name: String) { metadata = ObjectMeta(name: name) }

    public static let kind = ResourceKind.core("Namespace", plural: "namespaces", shortNames: ["ns"], scope: .cluster)
    public static let selectableFields = ["status.phase"]

    public static let schema = Schema<Namespace>.object(
        "A room within which names are unique and rights are given.", initial: Namespace(name: "")
    ) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field(
            "spec", \.finalizers,
            Schema<[String]>(
                Shape(
                    .object([
                        .init(
                            "finalizers",
                            Shape(.list(Shape(.string(.qualifiedName)), .atomic), "Who must let go before the namespace is removed."))
                    ]),
                    "Kept for Kubernetes' clients."),
                decode: { $0["finalizers"]?.array?.compactMap(\.string) },
                encode: { $0.isEmpty ? nil : ["finalizers": .array($0.map(JSONValue.string))] }))
        Field(
            "status", \.status,
            .object("How the namespace is.", initial: Status()) {
                Field("phase", \.phase, .cases, "Whether the namespace is in use or going.")
            })
    }

    public static let columns: [Column<Namespace>] = [
        Column("Status", "Whether the namespace is in use or going.") {
            .text($0.metadata.isBeingDeleted ? "Terminating" : $0.status.phase.rawValue)
        }
    ]

    public func validate(into issues: inout FieldIssues) {
        if let issue = StringRule.label.issue(with: metadata.name, at: FieldPath("metadata", "name")), !metadata.name.isEmpty {
            issues.add(issue.path, issue.reason, issue.message)
        }
    }

    /// Who holds a namespace until it is empty, as in Kubernetes.
    public static let finalizer = "kubernetes"

    /// Adds the finalizer when the namespace is written.
    public static func complete(_ json: JSONValue) -> JSONValue {
        guard json["metadata"]?["deletionTimestamp"] == nil, json["spec"]?["finalizers"] == nil else { return json }
        var json = json
        json["spec"] = ["finalizers": [.string(finalizer)]]
        json[path: ["status", "phase"]] = json[path: ["status", "phase"]] ?? "Active"
        return json
    }
}
