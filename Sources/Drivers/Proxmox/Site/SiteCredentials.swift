import Proxmox
import StrataDriverKit
import StrataRemoteServer

/// What the Site's Secret says of who asks.
struct SiteCredentials: Sendable {
    let credentials: ProxmoxCredentials
    /// The user as tasks name it, with the token behind a `!`.
    let user: String

    init(_ server: SiteServer) throws(DriverError) {
        if let token = server.secret("token") {
            // USER@REALM!NAME=SECRET, as the server itself writes it.
            guard let equals = token.firstIndex(of: "="), token.contains("!"), token.contains("@"), Self.isHeaderSafe(token) else {
                throw server.refusal("the Secret's token is none", hint: "Write it as USER@REALM!NAME=SECRET")
            }
            let id = String(token[..<equals])
            credentials = .token(id: id, secret: String(token[token.index(after: equals)...]))
            user = id
        } else if let name = server.secret("username"), let password = server.password {
            guard name.contains("@") else { throw server.refusal("the Secret's username has no realm", hint: "Write it as root@pam") }
            credentials = .password(user: name, password: password)
            user = name
        } else {
            throw server.refusal("the Secret has neither token nor username and password", hint: "pveum user token add makes a token")
        }
    }

    private static func isHeaderSafe(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
