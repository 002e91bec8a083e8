import StrataAPI

/// A question about the asker or their rights, in the form of an object that is created and not kept (`kubectl auth`).
enum Review: CaseIterable, Sendable {
    /// Whether the asker may do one thing (`authorization.k8s.io/v1 SelfSubjectAccessReview`).
    case access
    /// What the asker may do in a namespace (`authorization.k8s.io/v1 SelfSubjectRulesReview`).
    case rules
    /// Who the asker is (`authentication.k8s.io/v1 SelfSubjectReview`).
    case identity

    var kind: ResourceKind {
        switch self {
        case .access: Self.kind("authorization.k8s.io", "SelfSubjectAccessReview")
        case .rules: Self.kind("authorization.k8s.io", "SelfSubjectRulesReview")
        case .identity: Self.kind("authentication.k8s.io", "SelfSubjectReview")
        }
    }

    private static func kind(_ group: String, _ name: String) -> ResourceKind {
        ResourceKind(group: group, version: "v1", name: name, plural: name.lowercased() + "s", scope: .cluster)
    }
}
