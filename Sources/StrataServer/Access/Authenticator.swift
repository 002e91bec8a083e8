import NIOHTTP1
import StrataAPI

/// Finds out who makes a request.
struct Authenticator: Sendable {
    let token: TokenFile

    /// Who it is. A bearer token goes before the connection's certificate, as in kube-apiserver.
    ///
    /// - Throws: `Unauthorized` for a token that nobody has.
    func user(_ headers: HTTPHeaders, certificate: User?) throws(APIError) -> User {
        guard let value = headers.first(name: "Authorization") else { return certificate ?? .anonymous }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", token.matches(parts[1].trimmingBlanks) else {
            throw APIError(.unauthorized, "Unauthorized")
        }
        return User(name: CertificateAuthority.administratorName, groups: [User.administrators, User.authenticated])
    }
}
