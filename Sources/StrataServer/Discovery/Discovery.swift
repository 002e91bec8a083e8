import StrataAPI

/// What tells clients which kinds there are (`metav1.APIGroupList`, `metav1.APIResourceList`, …).
struct Discovery: Sendable {
    let kinds: [KindDefinition]
    /// The kind that has the subresources for actions.
    static let actionKind = Instance.kind

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
        let resources = kinds.filter { $0.kind.apiVersion == apiVersion }.flatMap(Self.resources)
        return ["kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(apiVersion), "resources": .array(resources)]
    }

    /// The subresources that are actions and the verbs they take.
    static let actions: [(name: String, verbs: [JSONValue])] = [
        ("console", ["create", "get"]), ("exec", ["create", "get"]), ("log", ["get"]), ("restart", ["create"]),
    ]

    private static func resources(_ definition: KindDefinition) -> [JSONValue] {
        let kind = definition.kind
        let reading: [JSONValue] = ["get", "list", "watch"]
        let verbs: [JSONValue] =
            definition.answer != nil
            ? ["create"]
            : definition.isReadOnly ? reading : ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
        func resource(_ subresource: String, verbs: [JSONValue]) -> [String: JSONValue] {
            [
                "name": .string(subresource.isEmpty ? kind.plural : "\(kind.plural)/\(subresource)"),
                "singularName": .string(subresource.isEmpty ? kind.singular : ""), "namespaced": .bool(kind.isNamespaced),
                "kind": .string(kind.name),
                "verbs": .array(verbs),
            ]
        }
        var main = resource("", verbs: verbs)
        if !kind.shortNames.isEmpty { main["shortNames"] = .array(kind.shortNames.map(JSONValue.string)) }
        if !kind.categories.isEmpty { main["categories"] = .array(kind.categories.map(JSONValue.string)) }
        var all = [JSONValue.object(main)]
        if definition.hasStatus, !definition.isReadOnly { all.append(.object(resource("status", verbs: ["get", "patch", "update"]))) }
        if kind == actionKind { all += actions.map { .object(resource($0.name, verbs: $0.verbs)) } }
        return all
    }

    /// All groups but the core one, in the order of the kinds.
    private var groupNames: [String] {
        var names: [String] = []
        for definition in kinds where !definition.kind.group.isEmpty && !names.contains(definition.kind.group) {
            names.append(definition.kind.group)
        }
        return names
    }

    private func groupMembers(_ name: String) -> [String: JSONValue] {
        var versions: [String] = []
        for definition in kinds where definition.kind.group == name && !versions.contains(definition.kind.version) {
            versions.append(definition.kind.version)
        }
        let entries = versions.map { JSONValue.object(["groupVersion": .string("\(name)/\($0)"), "version": .string($0)]) }
        return ["name": .string(name), "versions": .array(entries), "preferredVersion": entries.first ?? [:]]
    }
}
