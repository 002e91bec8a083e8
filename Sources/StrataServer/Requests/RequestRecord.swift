import NIOHTTP1
import StrataAPI

/// What is remembered of a request for metrics and the audit log.
struct RequestRecord: Sendable {
    let start = ContinuousClock.now
    let time = Timestamp.now()
    var user = User.anonymous
    var verb: String
    /// The kind or the sort of document, with the subresource; from a fixed set.
    var resource = "unknown"
    var subresource = ""
    var name = ObjectName(name: "")
    var isStream = false
    /// What the request asks in particular, as far as its action has that recorded.
    var parameters: [String: String] = [:]
    /// Who really makes the request, where that is not ``user``.
    var impersonator: User?
    /// Whether the request creates nothing although its verb says so.
    private var isQuestion = false

    init(_ head: HTTPRequestHead) {
        verb =
            switch head.method {
            case .GET, .HEAD: "get"
            case .POST: "create"
            case .PUT: "update"
            case .PATCH: "patch"
            case .DELETE: "delete"
            default: "other"
            }
    }

    mutating func note(_ route: Route) {
        switch route {
        case .health(let name): resource = name
        case .version: resource = "version"
        case .metrics: resource = "metrics"
        case .openAPI2, .openAPI3Index, .openAPI3: resource = "openapi"
        case .page: resource = "console"
        case .consoleLinks: resource = "console/links"
        case .consoleSession: resource = "console/session"
        case .root, .coreVersions, .groups, .group, .resources: resource = "discovery"
        case .review(let review):
            resource = review.kind.qualifiedPlural
            isQuestion = true
        case .collection(let definition, let namespace):
            resource = definition.kind.qualifiedPlural
            name = ObjectName(namespace: namespace, name: "")
        case .object(let definition, let name, let subresource):
            resource = definition.kind.qualifiedPlural + (subresource.isEmpty ? "" : subresource == "status" ? "/status" : "/other")
            self.subresource = subresource
            self.name = name
        case .action(let action, let name):
            resource = "\(action.kind.qualifiedPlural)/\(action.name)"
            subresource = action.name
            self.name = name
        }
    }

    /// Whether the request belongs into the audit log: it changes something, or lets somebody into an instance.
    private var isChange: Bool {
        !isQuestion && ["create", "update", "patch", "delete", "deletecollection", "connect"].contains(verb)
    }

    /// The line of the audit log; nil for requests that only read.
    func auditEntry(code: Int, from address: String) -> [String: JSONValue]? {
        guard isChange else { return nil }
        var entry: [String: JSONValue] = [
            "time": .string(time.microText), "user": .string(user.name), "verb": .string(verb), "resource": .string(resource),
            "code": .int(Int64(code)), "outcome": code < 400 ? "allowed" : code == 401 || code == 403 ? "denied" : "failed",
            "from": .string(address),
        ]
        if let impersonator { entry["impersonator"] = .string(impersonator.name) }
        if !name.namespace.isEmpty { entry["namespace"] = .string(name.namespace.printable(limit: 253)) }
        if !name.name.isEmpty { entry["name"] = .string(name.name.printable(limit: 253)) }
        if !parameters.isEmpty { entry["parameters"] = .object(parameters.mapValues { .string($0.printable(limit: 1024)) }) }
        return entry
    }
}
