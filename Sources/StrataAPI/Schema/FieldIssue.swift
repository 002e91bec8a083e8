/// One thing wrong with one field of an object.
public struct FieldIssue: Sendable, Hashable {
    /// The machine-readable reasons of Kubernetes' `metav1.CauseType` that Strata gives.
    public enum Reason: String, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case notSupported = "FieldValueNotSupported"
        case duplicate = "FieldValueDuplicate"
        case forbidden = "FieldValueForbidden"
        case typeInvalid = "FieldValueTypeInvalid"
        case tooLong = "FieldValueTooLong"
        /// A field that the kind does not have. Not one of Kubernetes' causes: it is answered as a strict decoding error.
        case unknown = "FieldUnknown"
    }

    public var path: FieldPath
    public var reason: Reason
    public var message: String

    public init(_ path: FieldPath, _ reason: Reason, _ message: String) {
        self.path = path
        self.reason = reason
        self.message = message
    }
}

/// What was found wrong while an object was checked.
public struct FieldIssues: Sendable, Equatable {
    /// The most issues kept: a hostile document must not make an answer larger than itself.
    public static let limit = 64

    public private(set) var all: [FieldIssue] = []

    public init() {}

    public var isEmpty: Bool { all.isEmpty }

    public mutating func add(_ path: FieldPath, _ reason: FieldIssue.Reason, _ message: String) {
        guard all.count < Self.limit else { return }
        all.append(FieldIssue(path, reason, message))
    }

    /// The issues about fields that the kind does not have.
    public var unknown: [FieldIssue] { all.filter { $0.reason == .unknown } }

    /// The issues about values of fields that the kind has.
    public var wrong: [FieldIssue] { all.filter { $0.reason != .unknown } }
}
