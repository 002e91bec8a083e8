public import StrataAPI

/// What somebody asks for, as far as it decides whether they may.
public struct AccessRequest: Sendable {
    public var user: User
    /// Kubernetes' verb: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`.
    public var verb: String
    /// The kind of object; nil for a request that is about none.
    public var kind: ResourceKind?
    /// `status`, `exec`, …; empty for the object itself.
    public var subresource: String
    /// Empty for all namespaces and for cluster-scoped kinds.
    public var namespace: String
    /// Empty for requests about a whole collection.
    public var name: String
    /// The path, for requests that are about no kind.
    public var path: String

    public init(
        user: User, verb: String, kind: ResourceKind? = nil, subresource: String = "", namespace: String = "", name: String = "",
        path: String = ""
    ) {
        self.user = user
        self.verb = verb
        self.kind = kind
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
        self.path = path
    }
}

/// Decides who may do what. Called once for every request by somebody who is known.
public protocol Authorizer: Sendable {
    /// Whether the request is allowed. Must be quick: the request waits for it.
    func allows(_ request: AccessRequest) async -> Bool

    /// The namespaces beyond which somebody sees nothing; nil where there is no such bound.
    func namespaces(of user: User) -> [String]?
}

extension AccessRequest {
    /// The refusal, in kube-apiserver's words.
    var refusal: APIError {
        guard let kind else {
            return APIError(.forbidden, "forbidden: User \"\(user.name.printable())\" cannot \(verb) path \"\(path.printable())\"")
        }
        let resource = subresource.isEmpty ? kind.plural : "\(kind.plural)/\(subresource)"
        var message = kind.qualifiedPlural + (name.isEmpty ? "" : " \"\(name.printable(limit: 253))\"") + " is forbidden: User "
        message += "\"\(user.name.printable())\" cannot \(verb) resource \"\(resource)\" in API group \"\(kind.group)\""
        message += namespace.isEmpty ? " at the cluster scope" : " in the namespace \"\(namespace.printable(limit: 253))\""
        return APIError(.forbidden, message, kind: kind, name: name)
    }
}
