import Crypto
import FoundationEssentials
import NIOSSL
import SwiftASN1
import X509

/// The certificate that a simulator makes for itself when it first starts, as appliances do at their installation, and its key. Both as PEM.
public struct SimulatorIdentity: Sendable, Hashable, Codable {
    public let certificate: String
    public let key: String

    public init(commonName: String) throws {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName(commonName) }
        let made = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -86_400), notValidAfter: Date(timeIntervalSinceNow: 86_400 * 730), issuer: name,
            subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                SubjectAlternativeNames([
                    .dnsName("localhost"), .dnsName(commonName), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                ])
            }, issuerPrivateKey: .init(key))
        certificate = try made.serializeAsPEM().pemString
        self.key = key.pemRepresentation
    }

    /// The same for the handshake.
    func material() throws -> (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey, fingerprint: String, sha1: String) {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        guard let leaf = chain.first else { throw NIOSSLError.failedToLoadCertificate }
        let bytes = try leaf.toDERBytes()
        return (
            chain, try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem), Self.text(SHA256.hash(data: bytes)),
            Self.text(Insecure.SHA1.hash(data: bytes))
        )
    }

    private static func text(_ digest: some Sequence<UInt8>) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }
}
