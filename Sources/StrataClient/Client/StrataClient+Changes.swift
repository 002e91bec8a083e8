public import StrataAPI

/// How the server treats what it is sent.
public struct WriteOptions: Sendable {
    /// Whether everything is checked but nothing stored.
    public var isDryRun = false
    /// The name under which the fields set are recorded.
    public var fieldManager = "strata"
    /// Whether fields that another manager owns are taken over, in server-side apply.
    public var isForced = false

    public init(isDryRun: Bool = false, isForced: Bool = false) {
        self.isDryRun = isDryRun
        self.isForced = isForced
    }

    fileprivate var query: [(name: String, value: String)] {
        var query = [(name: "fieldManager", value: fieldManager), (name: "fieldValidation", value: "Strict")]
        if isDryRun { query.append(("dryRun", "All")) }
        return query
    }
}

extension StrataClient {
    /// Creates an object and returns it as stored.
    public func create(
        _ kind: ResourceKind, namespace: String? = nil, _ object: JSONValue, _ options: WriteOptions = WriteOptions()
    ) async throws(ClientError) -> JSONValue {
        var request = Request(.post, Self.path(kind, namespace: namespace ?? access.namespace))
        request.query = options.query
        request.body = object.encoded()
        return try await send(request).json()
    }

    /// Changes an object by a JSON merge patch (RFC 7386) and returns it as stored.
    public func merge(
        _ kind: ResourceKind, _ name: ObjectName, _ changes: JSONValue, _ options: WriteOptions = WriteOptions()
    ) async throws(ClientError) -> JSONValue {
        try await patch(kind, name, changes, type: "application/merge-patch+json", options)
    }

    /// Makes the object have the fields given, creating it where it does not exist: server-side apply
    /// (https://kubernetes.io/docs/reference/using-api/server-side-apply/).
    ///
    /// - Throws: ``ClientError/status(_:)`` with code 409 where another manager owns one of the fields and force is not asked for.
    public func apply(
        _ kind: ResourceKind, _ name: ObjectName, _ object: JSONValue, _ options: WriteOptions = WriteOptions()
    ) async throws(ClientError) -> JSONValue {
        try await patch(kind, name, object, type: "application/apply-patch+yaml", options)
    }

    private func patch(
        _ kind: ResourceKind, _ name: ObjectName, _ body: JSONValue, type: String, _ options: WriteOptions
    ) async throws(ClientError) -> JSONValue {
        try Self.check(name)
        var request = Request(.patch, path(kind, name))
        request.query = options.query
        if type.hasPrefix("application/apply") { request.query.append(("force", options.isForced ? "true" : "false")) }
        request.contentType = type
        request.body = body.encoded()
        return try await send(request).json()
    }

    /// Asks for an object to be deleted; it is gone once those who must let go of it have.
    ///
    /// - Parameters:
    ///   - graceSeconds: how long the object is given to end; nil for its own choice.
    ///   - uid: deletes only the object of this identity, and none that took its name since.
    /// - Returns: what the server answered: the object, or a Status.
    @discardableResult
    public func delete(
        _ kind: ResourceKind, _ name: ObjectName, graceSeconds: Int? = nil, uid: String? = nil
    ) async throws(ClientError) -> JSONValue {
        try Self.check(name)
        var options: JSONValue = ["kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"]
        if let graceSeconds { options["gracePeriodSeconds"] = .int(Int64(graceSeconds)) }
        if let uid { options["preconditions"] = ["uid": .string(uid)] }
        var request = Request(.delete, path(kind, name))
        request.body = options.encoded()
        return try await send(request).json()
    }

    /// Asks what an instance as given would change on the machine, or, without one, how the machine differs from its instance.
    ///
    /// - Returns: an `InstancePlan` with the fields as `changes`.
    public func plan(_ name: ObjectName, _ instance: JSONValue = .object([:])) async throws(ClientError) -> JSONValue {
        try Self.check(name)
        var request = Request(.post, path(Instance.kind, name, subresource: "plan"))
        request.body = instance.encoded()
        return try await send(request).json()
    }
}
