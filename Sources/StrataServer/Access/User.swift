/// Who makes a request.
public struct User: Sendable, Hashable {
    /// The name: a client certificate's common name, or what a token stands for.
    public var name: String
    /// The groups: a client certificate's organizations, and Kubernetes' own `system:authenticated` or `system:unauthenticated`.
    public var groups: Set<String>

    public init(name: String, groups: Set<String>) {
        self.name = name
        self.groups = groups
    }

    /// The group that may do everything.
    public static let administrators = "system:masters"

    /// The group of everybody who is known.
    public static let authenticated = "system:authenticated"

    /// Somebody who showed nothing.
    public static let anonymous = User(name: "system:anonymous", groups: ["system:unauthenticated"])
}
