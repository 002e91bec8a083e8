import StrataAPI

/// The schemas of an OpenAPI document: one per kind and its list, and the metadata types they share.
struct OpenAPISchemas: Sendable {
    let dialect: OpenAPIDialect

    static let meta = "io.k8s.apimachinery.pkg.apis.meta.v1."
    static let objectMeta = meta + "ObjectMeta"
    static let listMeta = meta + "ListMeta"
    static let status = meta + "Status"
    static let patch = meta + "Patch"
    static let deleteOptions = meta + "DeleteOptions"
    static let quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"

    /// A kind's name as OpenAPI knows it: the group's reversed domain, as Kubernetes does it.
    static func name(_ kind: ResourceKind) -> String {
        let prefix = kind.group.isEmpty ? "io.k8s.api.core" : kind.group.split(separator: ".").reversed().joined(separator: ".")
        return "\(prefix).\(kind.version).\(kind.name)"
    }

    static func identity(_ kind: ResourceKind, suffix: String = "") -> JSONValue {
        ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.name + suffix)]
    }

    func all(_ kinds: [KindDefinition]) -> [String: JSONValue] {
        var schemas = shared
        for definition in kinds {
            let name = Self.name(definition.kind)
            schemas[name] = object(definition)
            schemas[name + "List"] = list(definition.kind, name)
        }
        return schemas
    }

    private func object(_ definition: KindDefinition) -> JSONValue {
        var schema = dialect.schema(definition.shape.openAPI)
        schema[path: ["properties", "metadata"]] = dialect.reference(Self.objectMeta, "Standard object metadata.")
        schema["x-kubernetes-group-version-kind"] = [Self.identity(definition.kind)]
        return schema
    }

    private func list(_ kind: ResourceKind, _ name: String) -> JSONValue {
        [
            "type": "object", "description": .string("A list of \(kind.plural)."), "required": ["items"],
            "properties": [
                "apiVersion": ["type": "string", "description": "The version of the schema of this list."],
                "kind": ["type": "string", "description": "The kind of this list."],
                "metadata": dialect.reference(Self.listMeta, "Standard list metadata."),
                "items": ["type": "array", "items": dialect.reference(name), "description": .string("The \(kind.plural).")],
            ],
            "x-kubernetes-group-version-kind": [Self.identity(kind, suffix: "List")],
        ]
    }

    private var shared: [String: JSONValue] {
        [
            Self.objectMeta: dialect.schema(ObjectMeta.schema.shape.openAPI),
            Self.listMeta: Self.object(
                "Metadata of a list.",
                ["continue": "string", "remainingItemCount": "integer", "resourceVersion": "string", "selfLink": "string"]),
            Self.quantity: dialect.quantity,
            Self.patch: ["type": "object", "description": "A change in one of Kubernetes' patch notations."],
            Self.status: Self.object(
                "What became of a request.",
                [
                    "apiVersion": "string", "kind": "string", "metadata": "object", "status": "string", "message": "string",
                    "reason": "string",
                    "code": "integer", "details": "object",
                ], kind: "Status"),
            Self.deleteOptions: Self.object(
                "How a deletion is wanted.",
                [
                    "apiVersion": "string", "kind": "string", "gracePeriodSeconds": "integer", "orphanDependents": "boolean",
                    "preconditions": "object",
                    "propagationPolicy": "string",
                ], kind: "DeleteOptions"),
        ]
    }

    private static func object(_ description: String, _ properties: [String: String], kind: String? = nil) -> JSONValue {
        var schema: JSONValue = [
            "type": "object", "description": .string(description), "properties": .object(properties.mapValues { ["type": .string($0)] }),
        ]
        if let kind { schema["x-kubernetes-group-version-kind"] = [["group": "", "version": "v1", "kind": .string(kind)]] }
        return schema
    }
}
