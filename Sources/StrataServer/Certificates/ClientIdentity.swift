import FoundationEssentials
import X509

/// A certificate that nobody but itself vouches for, and its private key: who this server is to stacks that know their clients by their certificates.
public struct ClientIdentity: Sendable {
    /// As PEM.
    public let certificate: String
    /// As PEM.
    public let key: String

    /// Makes one that is good for ten years.
    ///
    /// - Parameter name: the subject's common name.
    public init(named name: String) throws(ServerError) {
        let pair = try KeyPair(.client(user: name, groups: []), issuer: nil, now: Date())
        certificate = try pair.certificatePEM
        key = pair.keyPEM
    }
}
