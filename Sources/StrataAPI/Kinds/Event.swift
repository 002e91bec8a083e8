/// Something that happened to an object: Kubernetes' core `Event`.
public struct Event: Resource {
    public enum EventType: String, Sendable, CaseIterable {
        case normal = "Normal"
        case warning = "Warning"
    }

    /// The object that an event is about.
    public struct ObjectReference: Sendable, Equatable {
        public var apiVersion = ""
        public var kind = ""
        public var namespace = ""
        public var name = ""
        public var uid = ""
        public var resourceVersion = ""
        public var fieldPath = ""

        public init() {}

        static let schema = Schema<ObjectReference>.object("The object the event is about.", initial: ObjectReference()) {
            Field("apiVersion", \.apiVersion, .string, "API version of the object.")
            Field("kind", \.kind, .string, "Kind of the object.")
            Field("namespace", \.namespace, .string, "Namespace of the object.")
            Field("name", \.name, .string, "Name of the object.")
            Field("uid", \.uid, .string, "Identity of the object.")
            Field("resourceVersion", \.resourceVersion, .string, "Version of the object at the time.")
            Field("fieldPath", \.fieldPath, .string, "The part of the object.")
        }
    }

    public var metadata: ObjectMeta
    public var involvedObject = ObjectReference()
    public var reason = ""
    public var message = ""
    public var type = EventType.normal
    public var count = 1
    public var firstTimestamp: Timestamp?
    public var lastTimestamp: Timestamp?
    public var eventTime: Timestamp?
    public var source: [String: String] = [:]
    public var reportingComponent = ""
    public var reportingInstance = ""
    public var action = ""

    public init(name: ObjectName) { metadata = ObjectMeta(name: name.name, namespace: name.namespace) }

    public static let kind = ResourceKind.core("Event", plural: "events", shortNames: ["ev"], scope: .namespaced)
    public static let selectableFields = [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "type", "reportingComponent",
    ]
    public static let indexedFields = ["involvedObject.uid", "involvedObject.name"]

    public static let schema = Schema<Event>.object("Something that happened to an object.", initial: Event(name: ObjectName(name: ""))) {
        Field("metadata", \.metadata, ObjectMeta.schema)
        Field("involvedObject", \.involvedObject, ObjectReference.schema, isRequired: true)
        Field("reason", \.reason, .string(StringRule(length: 0...128)), "One word in CamelCase for machines.")
        Field("message", \.message, .string, "A sentence for people.")
        Field("type", \.type, .cases, default: .normal, "Whether the event is a warning.")
        Field("count", \.count, .nonZero, "How often it happened.")
        Field("firstTimestamp", \.firstTimestamp, .timestamp, "When it happened first.")
        Field("lastTimestamp", \.lastTimestamp, .timestamp, "When it happened last.")
        Field("eventTime", \.eventTime, .microTimestamp, "When it happened first, in microseconds.")
        Field("source", \.source, .strings(), "The component that reports it.")
        Field("reportingComponent", \.reportingComponent, .string, "The controller that reports it.")
        Field("reportingInstance", \.reportingInstance, .string, "The controller's instance.")
        Field("action", \.action, .string, "What was done.")
    }

    public static let columns: [Column<Event>] = [
        Column("Last Seen", "When it happened last.") {
            ($0.lastTimestamp ?? $0.eventTime ?? $0.metadata.creationTimestamp).map { .age($0) } ?? .none
        },
        Column("Type", "Whether the event is a warning.") { .text($0.type.rawValue) },
        Column("Reason", "Why, in one word.") { .text($0.reason) },
        Column("Object", "What it is about.") { .text("\($0.involvedObject.kind.lowercased())/\($0.involvedObject.name)") },
        Column("Source", wide: true, "Who reports it.") { .optional($0.source["component"] ?? $0.reportingComponent) },
        Column("Message", "What happened.") { .text($0.message) },
        Column("Count", wide: true, "How often it happened.") { .integer(Int64($0.count)) },
    ]

    public func validate(into issues: inout FieldIssues) {}
}
