import StrataAPI

extension Discovery {
    /// All groups with all their kinds in one document (`apidiscovery.k8s.io APIGroupDiscoveryList`): what clients since Kubernetes 1.26 ask
    /// for, in two requests instead of one for each group and version.
    ///
    /// - Parameters:
    ///   - isCore: whether the core group is meant (`/api`) or all others (`/apis`).
    ///   - version: `v2`, or `v2beta1`, which says the same.
    func aggregated(isCore: Bool, version: String) -> JSONValue {
        let groups = isCore ? [""] : groupNames
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"), "metadata": [:],
            "items": .array(
                groups.map { group in
                    let versions = versions(of: group).map { version -> JSONValue in
                        [
                            "version": .string(version), "freshness": "Current",
                            "resources": .array(aggregatedResources(group: group, version: version)),
                        ]
                    }
                    return ["metadata": group.isEmpty ? [:] : ["name": .string(group)], "versions": .array(versions)]
                }),
        ]
    }

    private func aggregatedResources(group: String, version: String) -> [JSONValue] {
        let objects = kinds.filter { $0.kind.group == group && $0.kind.version == version }.map { definition in
            let entries = verbs(definition)
            let subresources = entries.dropFirst().map { entry -> JSONValue in
                [
                    "subresource": .string(String(entry.resource.dropFirst(definition.kind.plural.count + 1))),
                    "responseKind": OpenAPISchemas.identity(definition.kind), "verbs": .array(entry.verbs.map(JSONValue.string)),
                ]
            }
            return Self.aggregatedResource(definition.kind, verbs: entries.first?.verbs ?? [], Array(subresources))
        }
        let reviews = Review.allCases.map(\.kind).filter { $0.group == group && $0.version == version }
        return objects + reviews.map { Self.aggregatedResource($0, verbs: ["create"], []) }
    }

    private static func aggregatedResource(_ kind: ResourceKind, verbs: [String], _ subresources: [JSONValue]) -> JSONValue {
        var resource: [String: JSONValue] = [
            "resource": .string(kind.plural), "responseKind": OpenAPISchemas.identity(kind),
            "scope": kind.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(kind.singular),
            "verbs": .array(verbs.map(JSONValue.string)),
        ]
        if !kind.shortNames.isEmpty { resource["shortNames"] = .array(kind.shortNames.map(JSONValue.string)) }
        if !kind.categories.isEmpty { resource["categories"] = .array(kind.categories.map(JSONValue.string)) }
        if !subresources.isEmpty { resource["subresources"] = .array(subresources) }
        return .object(resource)
    }
}
