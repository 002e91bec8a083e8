import NIOHTTP1
import StrataAPI

/// Finds out who makes a request.
struct Authenticator: Sendable {
    let token: TokenFile
    let sessions: ConsoleSessions

    /// Who it is. A bearer token goes before the console's session, and that before the connection's certificate.
    ///
    /// - Throws: `Unauthorized` for a token that nobody has.
    func user(_ headers: HTTPHeaders, certificate: User?) throws(APIError) -> User {
        guard let value = headers.first(name: "Authorization") else {
            // The console acts as the one who signed in to it, never as somebody whom the browser happens to have a certificate of.
            guard headers.contains(name: ConsoleCookie.header) || ConsoleCookie.secret(headers) != nil else {
                return certificate ?? .anonymous
            }
            return ConsoleCookie.secret(headers).flatMap(sessions.session)?.user ?? .anonymous
        }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", token.matches(parts[1].trimmingBlanks) else {
            throw APIError(.unauthorized, "Unauthorized")
        }
        return User(name: CertificateAuthority.administratorName, groups: [User.administrators, User.authenticated])
    }
}
