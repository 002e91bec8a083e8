import StrataAPI

/// The paths of an OpenAPI document. kubectl looks here for `fieldValidation` and `dryRun` before it leaves checking to the server, and
/// `kubectl explain` for which kind a resource is.
struct OpenAPIPaths: Sendable {
    let dialect: OpenAPIDialect

    func all(_ kinds: [KindDefinition], _ actions: [Action]) -> [String: JSONValue] {
        var paths: [String: JSONValue] = [:]
        for definition in kinds {
            paths.merge(self.paths(definition)) { first, _ in first }
            for action in actions where action.kind == definition.kind { paths[path(action)] = item(action) }
        }
        return paths
    }

    static func collection(_ kind: ResourceKind) -> String {
        kind.isNamespaced ? "\(root(kind))/namespaces/{namespace}/\(kind.plural)" : "\(root(kind))/\(kind.plural)"
    }

    private static func root(_ kind: ResourceKind) -> String {
        kind.group.isEmpty ? "/api/\(kind.version)" : "/apis/\(kind.apiVersion)"
    }

    func namespace(_ kind: ResourceKind) -> [JSONValue] {
        kind.isNamespaced ? [dialect.parameter("namespace", type: "string", in: "path", isRequired: true, "The namespace.")] : []
    }

    var name: [JSONValue] { [dialect.parameter("name", type: "string", in: "path", isRequired: true, "The object's name.")] }

    private func paths(_ definition: KindDefinition) -> [String: JSONValue] {
        let kind = definition.kind
        let (root, collection) = (Self.root(kind), Self.collection(kind))
        let object = "\(collection)/{name}"
        let namespace = namespace(kind)
        let isWritable = !definition.isReadOnly
        var paths: [String: JSONValue] = [:]
        if definition.answer != nil {
            paths[collection] = item(kind, namespace, [.create])
            paths[object] = .object(["patch": refusal(definition), "parameters": .array(namespace + name)])
            return paths
        }
        paths[collection] = item(kind, namespace, isWritable ? [.list, .create, .deletecollection] : [.list])
        paths[object] = item(kind, namespace + name, isWritable ? [.get, .update, .patch, .delete] : [.get])
        if !isWritable { paths[object]?["patch"] = refusal(definition) }
        if kind.isNamespaced { paths["\(root)/\(kind.plural)"] = item(kind, [], [.list]) }
        if definition.hasStatus, isWritable { paths["\(object)/status"] = item(kind, namespace + name, [.get, .update, .patch]) }
        return paths
    }

    /// A `patch` that is always refused. kubectl looks for `fieldValidation` in the patch of a kind alone; where there is none, it checks
    /// documents by itself, for which it needs OpenAPI 2 in Protocol Buffers, and never asks the server.
    private func refusal(_ definition: KindDefinition) -> JSONValue {
        dialect.operation(
            [
                "description": .string("Always refused: \(definition.readOnlyReason)."), "x-kubernetes-action": "patch",
                "responses": ["405": dialect.response(OpenAPISchemas.status, "Method Not Allowed")],
                "x-kubernetes-group-version-kind": OpenAPISchemas.identity(definition.kind),
            ], parameters: parameters(.patch),
            body: (OpenAPISchemas.patch, ["application/json-patch+json", "application/merge-patch+json"]))
    }

    private func item(_ kind: ResourceKind, _ parameters: [JSONValue], _ verbs: [ResourceRequest.Verb]) -> JSONValue {
        var item: [String: JSONValue] = [:]
        for verb in verbs { item[verb.method] = operation(kind, verb) }
        if !parameters.isEmpty { item["parameters"] = .array(parameters) }
        return .object(item)
    }

    private func operation(_ kind: ResourceKind, _ verb: ResourceRequest.Verb) -> JSONValue {
        let name = OpenAPISchemas.name(kind)
        let schema = verb == .list ? name + "List" : verb == .delete || verb == .deletecollection ? OpenAPISchemas.status : name
        var responses: [String: JSONValue] = ["200": dialect.response(schema, "OK"), "401": ["description": "Unauthorized"]]
        if verb == .create || verb == .patch { responses["201"] = dialect.response(name, "Created") }
        let action = verb == .create ? "post" : verb == .update ? "put" : verb.rawValue
        let body: (String, [String])? =
            switch verb {
            case .create, .update: (name, ["application/json", "application/yaml"])
            case .patch:
                (
                    OpenAPISchemas.patch,
                    ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"]
                        + (kind.group.isEmpty ? ["application/strategic-merge-patch+json"] : [])
                )
            case .delete, .deletecollection: (OpenAPISchemas.deleteOptions, ["application/json", "application/yaml"])
            default: nil
            }
        return dialect.operation(
            [
                "description": .string("\(verb.rawValue) \(kind.plural)"), "x-kubernetes-action": .string(action),
                "responses": .object(responses),
                "x-kubernetes-group-version-kind": OpenAPISchemas.identity(kind),
            ], parameters: parameters(verb), body: body)
    }

    private func parameters(_ verb: ResourceRequest.Verb) -> [JSONValue] {
        let selecting = [
            ("labelSelector", "string", "Only objects with these labels."), ("fieldSelector", "string", "Only objects with these fields."),
            ("limit", "integer", "At most so many objects."), ("continue", "string", "The token of the page before."),
            ("resourceVersion", "string", "How new the answer must be."),
            ("resourceVersionMatch", "string", "How resourceVersion is meant."),
        ]
        let watching = [
            ("watch", "boolean", "Whether to follow what happens."), ("allowWatchBookmarks", "boolean", "Whether to send BOOKMARK events."),
            ("sendInitialEvents", "boolean", "Whether a watch begins with what exists."),
            ("timeoutSeconds", "integer", "When a watch ends."),
        ]
        let writing = [
            ("dryRun", "string", "All: do everything but the write."), ("fieldManager", "string", "Who writes."),
            ("fieldValidation", "string", "What to do with unknown fields: Strict, Warn or Ignore."),
        ]
        let deleting = [
            ("dryRun", "string", "All: do everything but the write."),
            ("gracePeriodSeconds", "integer", "Seconds the object is given to end."),
            ("propagationPolicy", "string", "What becomes of dependents: Background, Foreground or Orphan."),
            ("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
        ]
        let parameters: [(String, String, String)] =
            switch verb {
            case .list: selecting + watching
            case .create, .update: writing
            case .patch: writing + [("force", "boolean", "Whether server-side apply takes over fields of others.")]
            case .delete: deleting
            case .deletecollection: selecting + deleting
            default: []
            }
        return parameters.map { dialect.parameter($0.0, type: $0.1, $0.2) }
    }
}

extension ResourceRequest.Verb {
    fileprivate var method: String {
        switch self {
        case .get, .list, .watch: "get"
        case .create: "post"
        case .update: "put"
        case .patch: "patch"
        case .delete, .deletecollection: "delete"
        }
    }
}
