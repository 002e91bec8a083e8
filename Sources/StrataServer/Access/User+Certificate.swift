import NIOSSL
import SwiftASN1
import X509

extension User {
    /// Whom a client's certificate names: the common name is the user, the organizations are the groups. Nil without a common name.
    ///
    /// - Parameter certificate: one whose chain the TLS handshake has verified.
    init?(certificate: NIOSSLCertificate) {
        guard let der = try? certificate.toDERBytes(), let parsed = try? Certificate(derEncoded: der) else { return nil }
        var name: String?
        var groups: Set<String> = [User.authenticated]
        for attribute in parsed.subject.lazy.flatMap({ $0 }) {
            let text = String(describing: attribute.value)
            switch attribute.type {
            case .RDNAttributeType.commonName: name = text
            case .RDNAttributeType.organizationName: groups.insert(text)
            default: break
            }
        }
        guard let name, !name.isEmpty else { return nil }
        self.init(name: name, groups: groups)
    }
}
