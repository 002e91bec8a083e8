import NIOHTTP1
import StrataAPI

/// Acting as somebody else, by Kubernetes' headers (`kubectl --as`).
struct Impersonation: Sendable {
    /// Whom the request is to be judged as; nil where it does not ask for that.
    ///
    /// - Throws: `BadRequest` for groups or other attributes without a user, which would otherwise be ignored.
    static func user(_ headers: HTTPHeaders) throws(APIError) -> User? {
        let groups = headers["Impersonate-Group"]
        guard let name = headers.first(name: "Impersonate-User"), !name.isEmpty else {
            guard !headers.contains(where: { $0.name.lowercased().hasPrefix("impersonate-") }) else {
                throw APIError(.badRequest, "requested attributes to impersonate without impersonating a user")
            }
            return nil
        }
        return User(name: name, groups: Set(groups + [name == User.anonymous.name ? "system:unauthenticated" : User.authenticated]))
    }

    /// What the one who asks must be allowed to do.
    static func request(by user: User, as other: User) -> AccessRequest {
        AccessRequest(
            user: user, verb: "impersonate", kind: .core("User", plural: "users", scope: .cluster), name: other.name)
    }
}
