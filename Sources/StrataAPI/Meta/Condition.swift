/// One aspect of an object's state, with when and why it became so: Kubernetes' `metav1.Condition`.
public struct Condition: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        case yes = "True"
        case no = "False"
        case unknown = "Unknown"
    }

    public var type = ""
    public var status = State.unknown
    public var observedGeneration = 0
    public var lastTransitionTime: Timestamp?
    /// One word in CamelCase for machines.
    public var reason = ""
    /// A sentence for people.
    public var message = ""

    public init() {}

    public init(_ type: String, _ status: State, reason: String, message: String = "", generation: Int = 0) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        observedGeneration = generation
    }

    public static let schema = Schema<Condition>.object("One aspect of the object's state.", initial: Condition()) {
        Field("type", \.type, .string(.qualifiedName), isRequired: true, "The aspect: Ready, Reachable, InSync, …")
        Field("status", \.status, .cases, isRequired: true, "Whether the aspect holds.")
        Field("observedGeneration", \.observedGeneration, .nonZero, "The metadata.generation this was judged at.")
        Field("lastTransitionTime", \.lastTransitionTime, .timestamp, "When the status last changed.")
        Field("reason", \.reason, .string, "One word in CamelCase for machines.")
        Field("message", \.message, .string(StringRule(length: 0...32_768)), "A sentence for people.")
    }
}

extension [Condition] {
    public subscript(type: String) -> Condition? { first { $0.type == type } }

    public func holds(_ type: String) -> Bool { self[type]?.status == .yes }

    /// Sets a condition; the time of the last change is kept while the status stays the same.
    public mutating func set(_ condition: Condition, now: Timestamp = .now()) {
        var condition = condition
        let old = self[condition.type]
        condition.lastTransitionTime = old?.status == condition.status ? old?.lastTransitionTime : now
        if let index = firstIndex(where: { $0.type == condition.type }) {
            self[index] = condition
        } else {
            append(condition)
            sort { $0.type < $1.type }
        }
    }
}
