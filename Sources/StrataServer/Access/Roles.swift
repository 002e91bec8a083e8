import StrataAPI

/// The policy by roles, which a user has by groups: the organizations of the client's certificate.
///
/// `system:masters` may do everything. `strata:viewers` may look at everything but secrets, and ask the advisor. `strata:operators` may do
/// that, and everything to instances and to what belongs to them: images, snapshots, schedules, backups, moves, networks and volumes. Sites, namespaces,
/// secrets and quotas remain the administrators'. With a namespace behind it, as in `strata:operators:team-a`, a role holds in that
/// namespace alone; of what has no namespace it shows sites, hosts and stacks. Everybody else who is known sees what kinds there are.
public struct Roles: Authorizer {
    public init() {}

    /// What somebody may do.
    public enum Role: String, Sendable, CaseIterable {
        case viewer
        case operating = "operator"
        case administrator = "admin"

        /// The group that has the role, everywhere or in one namespace. Administrators are so everywhere.
        public func group(namespace: String? = nil) -> String {
            switch self {
            case .administrator: User.administrators
            case .viewer, .operating: "strata:\(rawValue)s" + (namespace.map { ":\($0)" } ?? "")
            }
        }
    }

    private struct Grant {
        var isOperator: Bool
        /// Nil for all.
        var namespace: String?
    }

    private static let reading: Set<String> = ["get", "list", "watch"]
    /// What has no namespace, and may be seen by those who have a role in one.
    private static let shared: Set<String> = ["sites", "hosts", "stacks"]

    public func allows(_ request: AccessRequest) async -> Bool {
        if request.user.groups.contains(User.administrators) { return true }
        guard let kind = request.kind else {
            return request.verb == "get" && request.path != "/metrics" && request.user.groups.contains(User.authenticated)
        }
        return Self.grants(of: request.user).contains { Self.allows($0, request, kind) }
    }

    public func namespaces(of user: User) -> [String]? {
        if user.groups.contains(User.administrators) { return nil }
        let grants = Self.grants(of: user)
        if grants.isEmpty || grants.contains(where: { $0.namespace == nil }) { return nil }
        return Set(grants.compactMap(\.namespace)).sorted()
    }

    private static func allows(_ grant: Grant, _ request: AccessRequest, _ kind: ResourceKind) -> Bool {
        guard kind != Secret.kind else { return false }
        let isReading = reading.contains(request.verb)
        if let namespace = grant.namespace, request.namespace != namespace {
            // A site's picture shows what runs there in every namespace.
            let isShared =
                !kind.isNamespaced && kind.group == Site.kind.group && shared.contains(kind.plural) && request.subresource.isEmpty
            return isShared && isReading || isQuestion(request, kind)
        }
        if isReading || isQuestion(request, kind) { return true }
        return grant.isOperator && kind.isNamespaced && kind.group == Instance.kind.group && request.subresource != "status"
    }

    /// A question to the advisor, which changes nothing.
    private static func isQuestion(_ request: AccessRequest, _ kind: ResourceKind) -> Bool {
        kind.group == Instance.kind.group && kind.plural == "recommendations" && request.verb == "create"
    }

    private static func grants(of user: User) -> [Grant] {
        user.groups.compactMap { group in
            let parts = group.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count >= 2, parts[0] == "strata", parts.count == 2 || !parts[2].isEmpty,
                let role = [Role.viewer, .operating].first(where: { "\($0.rawValue)s" == parts[1] })
            else { return nil }
            return Grant(isOperator: role == .operating, namespace: parts.count > 2 ? String(parts[2]) : nil)
        }
    }
}
