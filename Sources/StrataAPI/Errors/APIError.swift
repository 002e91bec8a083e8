/// Why a request was not carried out, in Kubernetes' terms: what becomes a `Status` object (`metav1.Status`) in the answer.
public struct APIError: Error, Sendable, CustomStringConvertible {
    /// The reasons of `metav1.StatusReason` that Strata gives, with their HTTP status.
    public enum Reason: String, Sendable {
        case badRequest = "BadRequest"
        case unauthorized = "Unauthorized"
        case forbidden = "Forbidden"
        case notFound = "NotFound"
        case methodNotAllowed = "MethodNotAllowed"
        case notAcceptable = "NotAcceptable"
        case alreadyExists = "AlreadyExists"
        case conflict = "Conflict"
        case gone = "Gone"
        case expired = "Expired"
        case requestEntityTooLarge = "RequestEntityTooLarge"
        case unsupportedMediaType = "UnsupportedMediaType"
        case invalid = "Invalid"
        case tooManyRequests = "TooManyRequests"
        case internalError = "InternalError"
        case serviceUnavailable = "ServiceUnavailable"
        case timeout = "Timeout"
        case insufficientStorage = "InsufficientStorage"

        public var code: Int {
            switch self {
            case .badRequest: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .notAcceptable: 406
            case .alreadyExists, .conflict: 409
            case .gone, .expired: 410
            case .requestEntityTooLarge: 413
            case .unsupportedMediaType: 415
            case .invalid: 422
            case .tooManyRequests: 429
            case .internalError: 500
            case .serviceUnavailable: 503
            case .timeout: 504
            case .insufficientStorage: 507
            }
        }
    }

    /// One cause among several, usually a field.
    public struct Cause: Sendable, Hashable {
        public var reason: String
        public var message: String
        public var field: String

        public init(reason: String, message: String, field: String) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    public var reason: Reason
    public var message: String
    /// The object in question, where there is one.
    public var kind: ResourceKind?
    public var name = ""
    public var causes: [Cause] = []
    public var retryAfterSeconds: Int?

    public init(_ reason: Reason, _ message: String, kind: ResourceKind? = nil, name: String = "", causes: [Cause] = []) {
        self.reason = reason
        self.message = message
        self.kind = kind
        self.name = name
        self.causes = causes
    }

    public var description: String { message }

    /// The `Status` object that answers the request.
    public var json: JSONValue {
        var details: [String: JSONValue] = [:]
        if !name.isEmpty { details["name"] = .string(name.printable(limit: 253)) }
        if let kind {
            if !kind.group.isEmpty { details["group"] = .string(kind.group) }
            details["kind"] = .string(kind.plural)
        }
        if !causes.isEmpty {
            details["causes"] = .array(
                causes.map { cause in
                    var json: [String: JSONValue] = ["reason": .string(cause.reason), "message": .string(cause.message)]
                    if !cause.field.isEmpty { json["field"] = .string(cause.field) }
                    return .object(json)
                })
        }
        if let retryAfterSeconds { details["retryAfterSeconds"] = .int(Int64(retryAfterSeconds)) }
        var json: [String: JSONValue] = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "reason": .string(reason.rawValue), "code": .int(Int64(reason.code)),
        ]
        if !details.isEmpty { json["details"] = .object(details) }
        return .object(json)
    }
}

extension APIError {
    public static func notFound(_ kind: ResourceKind, _ name: String) -> APIError {
        APIError(.notFound, "\(kind.qualifiedPlural) \"\(name.printable(limit: 253))\" not found", kind: kind, name: name)
    }

    public static func alreadyExists(_ kind: ResourceKind, _ name: String) -> APIError {
        APIError(.alreadyExists, "\(kind.qualifiedPlural) \"\(name)\" already exists", kind: kind, name: name)
    }

    public static func conflict(_ kind: ResourceKind, _ name: String, _ why: String) -> APIError {
        APIError(.conflict, "Operation cannot be fulfilled on \(kind.qualifiedPlural) \"\(name)\": \(why)", kind: kind, name: name)
    }

    /// The document is understood, but some of its values are not allowed.
    public static func invalid(_ kind: ResourceKind, _ name: String, _ issues: [FieldIssue]) -> APIError {
        let shown = issues.map { "\($0.path): \($0.message)" }
        let list = shown.count == 1 ? shown[0] : "[\(shown.joined(separator: ", "))]"
        let qualified = kind.group.isEmpty ? kind.name : "\(kind.name).\(kind.group)"
        return APIError(
            .invalid, "\(qualified) \"\(name.printable(limit: 253))\" is invalid: \(list)", kind: kind, name: name,
            causes: issues.map { Cause(reason: $0.reason.rawValue, message: $0.message, field: $0.path.description) })
    }

    /// The document has fields that the kind does not have, and the client asked for strictness.
    public static func unknownFields(_ kind: ResourceKind, _ messages: [String]) -> APIError {
        APIError(
            .badRequest,
            "\(kind.name) in version \"\(kind.version)\" cannot be handled as a \(kind.name): strict decoding error: \(messages.joined(separator: ", "))",
            kind: kind)
    }
}
