import StrataAPI

/// What tells clients which kinds there are (`metav1.APIGroupList`, `metav1.APIResourceList`, …).
struct Discovery: Sendable {
    let kinds: [KindDefinition]
    let actions: [Action]

    func coreVersions(address: String) -> JSONValue {
        [
            "kind": "APIVersions", "versions": ["v1"],
            "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": .string(address)]],
        ]
    }

    var groups: JSONValue {
        ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groupNames.map { .object(groupMembers($0)) })]
    }

    func group(_ name: String) -> JSONValue {
        var members = groupMembers(name)
        members["kind"] = "APIGroup"
        members["apiVersion"] = "v1"
        return .object(members)
    }

    /// The kinds of one version of a group, with their subresources.
    func resources(group: String, version: String) -> JSONValue {
        let apiVersion = group.isEmpty ? version : "\(group)/\(version)"
        let reviews = Review.allCases.map(\.kind).filter { $0.apiVersion == apiVersion }
        let resources =
            kinds.filter { $0.kind.apiVersion == apiVersion }.flatMap(self.resources)
            + reviews.map { Self.resource($0, $0.plural, ["create"], isMain: true) }
        return ["kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(apiVersion), "resources": .array(resources)]
    }

    /// A kind's verbs, by its plural and its plural with each subresource, in the order in which they are shown.
    func verbs(_ definition: KindDefinition) -> [(resource: String, verbs: [String])] {
        let kind = definition.kind
        if definition.answer != nil { return [(kind.plural, ["create"])] }
        let all = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
        var resources = [(kind.plural, definition.isReadOnly ? ["get", "list", "watch"] : all)]
        if definition.hasStatus, !definition.isReadOnly { resources.append(("\(kind.plural)/status", ["get", "patch", "update"])) }
        resources += actions.filter { $0.kind == kind }.sorted { $0.name < $1.name }.map { ("\(kind.plural)/\($0.name)", $0.verbs) }
        return resources
    }

    private func resources(_ definition: KindDefinition) -> [JSONValue] {
        verbs(definition).enumerated().map { index, entry in
            Self.resource(definition.kind, entry.resource, entry.verbs, isMain: index == 0)
        }
    }

    private static func resource(_ kind: ResourceKind, _ name: String, _ verbs: [String], isMain: Bool) -> JSONValue {
        var resource: [String: JSONValue] = [
            "name": .string(name), "singularName": .string(isMain ? kind.singular : ""), "namespaced": .bool(kind.isNamespaced),
            "kind": .string(kind.name), "verbs": .array(verbs.map(JSONValue.string)),
        ]
        guard isMain else { return .object(resource) }
        if !kind.shortNames.isEmpty { resource["shortNames"] = .array(kind.shortNames.map(JSONValue.string)) }
        if !kind.categories.isEmpty { resource["categories"] = .array(kind.categories.map(JSONValue.string)) }
        return .object(resource)
    }

    /// All kinds that requests can be about: those of objects, and the reviews.
    private var allKinds: [ResourceKind] { kinds.map(\.kind) + Review.allCases.map(\.kind) }

    /// All groups but the core one, in the order of the kinds.
    var groupNames: [String] {
        var names: [String] = []
        for kind in allKinds where !kind.group.isEmpty && !names.contains(kind.group) { names.append(kind.group) }
        return names
    }

    /// The versions of a group, the preferred one first.
    func versions(of group: String) -> [String] {
        var versions: [String] = []
        for kind in allKinds where kind.group == group && !versions.contains(kind.version) { versions.append(kind.version) }
        return versions
    }

    private func groupMembers(_ name: String) -> [String: JSONValue] {
        let versions = versions(of: name)
        let entries = versions.map { JSONValue.object(["groupVersion": .string("\(name)/\($0)"), "version": .string($0)]) }
        return ["name": .string(name), "versions": .array(entries), "preferredVersion": entries.first ?? [:]]
    }
}
