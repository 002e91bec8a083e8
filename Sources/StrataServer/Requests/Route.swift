import StrataAPI

/// What a path means.
enum Route: Sendable {
    /// `/healthz`, `/livez` or `/readyz`.
    case health(String)
    case version
    case metrics
    case root
    case openAPI2
    case openAPI3Index
    /// `api/v1`, `apis/strata.dev/v1alpha1`
    case openAPI3(String)
    /// `/api`
    case coreVersions
    /// `/apis`
    case groups
    /// `/apis/GROUP`
    case group(String)
    /// `/api/v1`, `/apis/GROUP/VERSION`
    case resources(group: String, version: String)
    /// Objects of a kind, in one namespace or, where that is empty, in all.
    case collection(KindDefinition, namespace: String)
    case object(KindDefinition, ObjectName, subresource: String)
    case action(Action, ObjectName)
    /// `/apis/authorization.k8s.io/v1/selfsubjectaccessreviews` and its like.
    case review(Review)
    /// A file of the web console, by its path below `/console/`; nil for `/console` itself.
    case page(String?)
    /// `/console/links`
    case consoleLinks
    /// `/console/session`
    case consoleSession
}

extension APIError {
    static let unknownPath = APIError(.notFound, "the server could not find the requested resource")
}

/// Finds out what paths mean.
struct RouteTable: Sendable {
    private let kinds: [String: KindDefinition]
    private let actions: [String: Action]
    private let reviews: [String: Review]
    private let versions: Set<String>
    private let groups: Set<String>

    init(kinds: [KindDefinition], actions: [Action]) {
        self.kinds = Dictionary(kinds.map { ("\($0.kind.apiVersion)/\($0.kind.plural)", $0) }, uniquingKeysWith: { first, _ in first })
        self.actions = Dictionary(actions.map { (Self.key($0.kind, $0.name), $0) }, uniquingKeysWith: { first, _ in first })
        let reviewKinds = Review.allCases.map(\.kind)
        reviews = Dictionary(uniqueKeysWithValues: Review.allCases.map { ("\($0.kind.apiVersion)/\($0.kind.plural)", $0) })
        versions = Set(kinds.map(\.kind.apiVersion) + reviewKinds.map(\.apiVersion))
        groups = Set(kinds.map(\.kind.group) + reviewKinds.map(\.group))
    }

    /// - Throws: `NotFound`, or `BadRequest` where a segment holds what no name can hold.
    func route(_ path: Substring) throws(APIError) -> Route {
        var segments: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            guard let segment = part.percentDecoded(), segment != ".", segment != "..", !segment.contains("/"),
                !segment.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }), segment.utf8.count <= 1024
            else { throw APIError(.badRequest, "the path holds something that is no name: \"\(String(part).printable())\"") }
            segments.append(segment)
        }
        guard path.hasPrefix("/"), segments.count <= 8 else { throw .unknownPath }
        switch segments.first {
        case nil: return .root
        case "healthz", "livez", "readyz": return .health(segments[0])
        case "version" where segments.count == 1: return .version
        case "metrics" where segments.count == 1: return .metrics
        case "openapi": return try openAPI(segments.dropFirst())
        case "api":
            if segments.count == 1 { return .coreVersions }
            return try resource(group: "", version: segments[1], segments.dropFirst(2))
        case "apis":
            if segments.count == 1 { return .groups }
            if segments.count == 2, !segments[1].isEmpty, groups.contains(segments[1]) { return .group(segments[1]) }
            guard segments.count > 2 else { throw .unknownPath }
            return try resource(group: segments[1], version: segments[2], segments.dropFirst(3))
        case "console": return console(segments.dropFirst(), isBare: !path.hasSuffix("/"))
        default: throw .unknownPath
        }
    }

    private func console(_ segments: ArraySlice<String>, isBare: Bool) -> Route {
        switch segments.joined(separator: "/") {
        case "": .page(isBare ? nil : "")
        case "links": .consoleLinks
        case "session": .consoleSession
        case let path: .page(path)
        }
    }

    private func openAPI(_ segments: ArraySlice<String>) throws(APIError) -> Route {
        switch segments.first {
        case "v2" where segments.count == 1: return .openAPI2
        case "v3" where segments.count == 1: return .openAPI3Index
        case "v3": return .openAPI3(segments.dropFirst().joined(separator: "/"))
        default: throw .unknownPath
        }
    }

    private func resource(group: String, version: String, _ segments: ArraySlice<String>) throws(APIError) -> Route {
        let apiVersion = group.isEmpty ? version : "\(group)/\(version)"
        guard versions.contains(apiVersion) else { throw .unknownPath }
        var rest = segments
        guard let first = rest.popFirst() else { return .resources(group: group, version: version) }
        // A namespace is an object as well as the place of others: /namespaces/NAME/status is its own, /namespaces/NAME/secrets is not.
        if first == "namespaces", rest.count >= 2 {
            let plural = rest[rest.startIndex + 1]
            if let definition = kinds["\(apiVersion)/\(plural)"], definition.kind.isNamespaced {
                return try place(definition, namespace: rest[rest.startIndex], rest.dropFirst(2))
            }
            guard group.isEmpty, rest.count == 2 else { throw .unknownPath }
        }
        if rest.isEmpty, let review = reviews["\(apiVersion)/\(first)"] { return .review(review) }
        guard let definition = kinds["\(apiVersion)/\(first)"] else { throw .unknownPath }
        if definition.kind.isNamespaced, !rest.isEmpty { throw .unknownPath }
        return try place(definition, namespace: "", rest)
    }

    private func place(_ definition: KindDefinition, namespace: String, _ rest: ArraySlice<String>) throws(APIError) -> Route {
        guard let name = rest.first else { return .collection(definition, namespace: namespace) }
        guard rest.count <= 2 else { throw .unknownPath }
        let object = ObjectName(namespace: namespace, name: name)
        let subresource = rest.count == 2 ? rest[rest.startIndex + 1] : ""
        if let action = actions[Self.key(definition.kind, subresource)] { return .action(action, object) }
        return .object(definition, object, subresource: subresource)
    }

    private static func key(_ kind: ResourceKind, _ action: String) -> String { "\(kind.qualifiedPlural)/\(action)" }
}
