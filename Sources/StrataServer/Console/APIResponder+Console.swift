import NIOHTTP1
import StrataAPI

extension APIResponder {
    /// The console's files; nobody has to be known for them.
    func page(_ path: String?, _ head: HTTPRequestHead) throws(APIError) -> Response {
        guard head.method == .GET || head.method == .HEAD else { return .methodNotAllowed("GET, HEAD") }
        guard let path else { return Response(.permanentRedirect, type: "text/plain; charset=utf-8", headers: ["Location": "/console/"]) }
        guard let response = pages.response(path, head) else { throw .unknownPath }
        return response
    }

    /// Makes a one-time code for whoever asks, by a token or a certificate of their own.
    func consoleLink(_ head: HTTPRequestHead, _ user: User, _ impersonator: User?) throws(APIError) -> Response {
        guard head.method == .POST else { return .methodNotAllowed("POST") }
        guard user != .anonymous else { throw APIError(.unauthorized, "Unauthorized") }
        guard impersonator == nil else { throw APIError(.forbidden, "nobody can sign in to the console as somebody else") }
        guard ConsoleCookie.secret(head.headers) == nil else {
            throw APIError(.forbidden, "a session of the console cannot make another")
        }
        let json: JSONValue = ["code": .string(sessions.code(for: user)), "expiresInSeconds": .int(ConsoleSessions.codeLifetime)]
        return .private(json, status: .created)
    }

    /// Plans signing in, asking who is signed in, and signing out.
    func planSession(_ head: HTTPRequestHead, certificate: User?) throws(APIError) -> Plan {
        // Otherwise a form on another site could sign its visitors in as somebody of its own.
        guard head.headers.first(name: ConsoleCookie.header) == "1" else {
            throw APIError(.forbidden, "requests of the console carry the header \(ConsoleCookie.header): 1")
        }
        switch head.method {
        case .GET:
            guard let session = ConsoleCookie.secret(head.headers).flatMap(sessions.session) else {
                throw APIError(.unauthorized, "nobody is signed in")
            }
            var told = signedIn(session.user)
            told["expires"] = .string(session.end.text)
            return .respond(.private(told))
        case .POST:
            return .read { [self] body in
                do throws(APIError) {
                    return try signIn(body, certificate)
                } catch {
                    return Response(error)
                }
            }
        case .DELETE:
            if let secret = ConsoleCookie.secret(head.headers) {
                do throws(ServerError) { try sessions.end(secret) } catch { throw APIError(.internalError, "\(error)") }
            }
            var response = Response.private(["kind": "Status", "apiVersion": "v1", "status": "Success"])
            response.headers.add(name: "Set-Cookie", value: ConsoleCookie.removing)
            return .respond(response)
        default: return .respond(.methodNotAllowed("GET, POST, DELETE"))
        }
    }

    /// Who is signed in, and the namespaces beyond which that one sees nothing.
    private func signedIn(_ user: User) -> JSONValue {
        var told: JSONValue = ["user": .string(user.name)]
        told["namespaces"] = authorizer.namespaces(of: user).map { .array($0.map(JSONValue.string)) }
        return told
    }

    /// Signs in by a one-time code, a token, or, where the body names neither, by the connection's certificate.
    private func signIn(_ body: RequestBody, _ certificate: User?) throws(APIError) -> Response {
        guard body.type.type == "application/json" else { throw APIError(.unsupportedMediaType, "signing in takes application/json") }
        var duplicates: [String] = []
        let document = try body.document(duplicates: &duplicates)
        let user: User?
        if let code = document["code"]?.string {
            user = sessions.redeem(code)
            guard user != nil else { throw APIError(.unauthorized, "the link has been used or is too old; `strata console` makes another") }
        } else if let token = document["token"]?.string {
            user = try authenticator.user(["Authorization": "Bearer \(token)"], certificate: nil)
        } else {
            user = certificate
        }
        guard let user else { throw APIError(.unauthorized, "signing in takes a token, a one-time code or a client's certificate") }
        let secret: String
        do throws(ServerError) { secret = try sessions.begin(user) } catch { throw APIError(.internalError, "\(error)") }
        var response = Response.private(signedIn(user), status: .created)
        // Until now nobody was signed in: the audit log names who is.
        response.subject = user.name
        response.headers.add(name: "Set-Cookie", value: ConsoleCookie.setting(secret, seconds: ConsoleSessions.lifetime))
        return response
    }
}

extension Response {
    /// An answer that no cache may keep.
    fileprivate static func `private`(_ json: JSONValue, status: HTTPResponseStatus = .ok) -> Response {
        var response = Response(json, status: status)
        response.headers.add(name: "Cache-Control", value: "no-store")
        return response
    }
}
