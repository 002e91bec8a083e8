import HTTPS
import Proxmox
import StrataAPI
import StrataDriverKit
import TLSTrust

/// What the Site's Secret says of who asks, and of whom is trusted.
struct SiteCredentials: Sendable {
    let trust: ServerTrust
    let credentials: ProxmoxCredentials
    /// The user as tasks name it, with the token behind a `!`.
    let user: String

    init(_ secret: [String: [UInt8]]) throws(DriverError) {
        func text(_ key: String) -> String? {
            secret[key].map { String(decoding: $0, as: UTF8.self).trimming() }.flatMap { $0.isEmpty ? nil : $0 }
        }
        func refuse(_ answer: String, _ hint: String) -> DriverError {
            .refused(.init("connect to", "Proxmox VE", answer: answer, hint: hint))
        }
        do throws(TLSTrustError) { trust = try ServerTrust(secret: secret) } catch {
            throw refuse("\(error)", "pvenode cert info shows it")
        }
        if let token = text("token") {
            // USER@REALM!NAME=SECRET, as the server itself writes it.
            guard let equals = token.firstIndex(of: "="), token.contains("!"), token.contains("@"), Self.isHeaderSafe(token) else {
                throw refuse("the Secret's token is none", "Write it as USER@REALM!NAME=SECRET")
            }
            let id = String(token[..<equals])
            credentials = .token(id: id, secret: String(token[token.index(after: equals)...]))
            user = id
        } else if let name = text("username"), let password = secret["password"], !password.isEmpty {
            guard name.contains("@") else { throw refuse("the Secret's username has no realm", "Write it as root@pam") }
            credentials = .password(user: name, password: String(decoding: password, as: UTF8.self).trimmingNewlines())
            user = name
        } else {
            throw refuse("the Secret has neither token nor username and password", "pveum user token add makes a token")
        }
    }

    private static func isHeaderSafe(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}

extension String {
    fileprivate func trimming() -> String {
        let isEnd = { (character: Character) in character.isWhitespace }
        return String(String(drop(while: isEnd).reversed()).drop(while: isEnd).reversed())
    }

    fileprivate func trimmingNewlines() -> String {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
