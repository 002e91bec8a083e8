/// The names of a kind and where its objects live.
public struct ResourceKind: Sendable, Hashable {
    public enum Scope: Sendable, Hashable {
        case cluster
        case namespaced
    }

    /// The API group; empty for Kubernetes' core group.
    public var group: String
    public var version: String
    /// The name in CamelCase: `Instance`.
    public var name: String
    /// The name in paths: `instances`.
    public var plural: String
    public var shortNames: [String]
    public var categories: [String]
    public var scope: Scope

    public init(
        group: String, version: String, name: String, plural: String, shortNames: [String] = [], categories: [String] = [], scope: Scope
    ) {
        self.group = group
        self.version = version
        self.name = name
        self.plural = plural
        self.shortNames = shortNames
        self.categories = categories
        self.scope = scope
    }

    /// A kind of Strata's own group.
    ///
    /// - Parameter isWorkload: whether `kubectl get all` shows it.
    public static func strata(_ name: String, plural: String, shortNames: [String] = [], isWorkload: Bool = false, scope: Scope)
        -> ResourceKind
    {
        ResourceKind(
            group: "strata.dev", version: "v1alpha1", name: name, plural: plural, shortNames: shortNames,
            categories: isWorkload ? ["all", "strata"] : ["strata"], scope: scope)
    }

    /// A kind of Kubernetes' core group.
    public static func core(_ name: String, plural: String, shortNames: [String] = [], scope: Scope) -> ResourceKind {
        ResourceKind(group: "", version: "v1", name: name, plural: plural, shortNames: shortNames, scope: scope)
    }

    public var singular: String { name.lowercased() }
    /// `strata.dev/v1alpha1`, or `v1` for the core group.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// `instances.strata.dev`, or `secrets` for the core group.
    public var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }
    public var isNamespaced: Bool { scope == .namespaced }
}
