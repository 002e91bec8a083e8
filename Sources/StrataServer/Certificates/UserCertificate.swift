import FoundationEssentials
public import StrataAPI
import X509

/// A certificate for somebody, issued by a server's own authority.
public struct UserCertificate: Sendable {
    private let user: String
    let certificate: String
    let key: String
    /// Until when it is good.
    public let end: Timestamp

    /// How long one can be good, in days: the authority's own ten years are never reached.
    public static let days = 1...790

    /// Issues one. It cannot be taken back: it is good until it ends.
    ///
    /// - Parameters:
    ///   - dataDirectory: the server's, whose `pki/ca` signs.
    ///   - days: how long it is good.
    /// - Throws: ``ServerError``, also where the directory has no authority.
    public init(for user: User, dataDirectory: String, days: Int) throws(ServerError) {
        let stem = "\(dataDirectory)/pki/ca"
        guard let authority = try KeyPair(readingFrom: stem) else {
            throw .file(path: "\(stem).crt", detail: "no such file: no server has been started with this data directory")
        }
        let pair = try KeyPair(
            .client(user: user.name, groups: user.groups.sorted()), issuer: authority, now: Date(), life: TimeInterval(days) * 86_400)
        self.user = user.name
        certificate = try pair.certificatePEM
        key = pair.keyPEM
        end = Timestamp(microseconds: Int64(pair.certificate.notValidAfter.timeIntervalSince1970 * 1_000_000))
    }

    /// The kubeconfig that holds it.
    ///
    /// - Parameters:
    ///   - server: the server's address, `https://HOST:PORT`.
    ///   - authority: whom the client is to trust, as PEM; nil for the system's own authorities.
    ///   - namespace: the one where none is named.
    public func kubeconfig(server: String, authority: String?, namespace: String) -> String {
        Kubeconfig(user: user, namespace: namespace, server: server, authority: authority, certificate: certificate, key: key).text
    }
}
