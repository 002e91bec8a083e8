import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate authority made for one test, a server certificate for 127.0.0.1 and localhost, and a client certificate.
public struct TestCertificates: Sendable {
    public let authority: [UInt8]
    public let server: (certificate: [UInt8], key: [UInt8])
    public let client: (certificate: [UInt8], key: [UInt8])

    /// - Parameter hasAddress: whether the server's certificate is made out to its address as well as to its name.
    public init(hasAddress: Bool = true) throws {
        let authorityKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let authorityName = try DistinguishedName { CommonName("test authority") }
        func make(
            _ name: DistinguishedName, _ key: Certificate.PrivateKey, _ extensions: Certificate.Extensions
        ) throws -> Certificate {
            try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
                notValidBefore: Date().addingTimeInterval(-3600),
                notValidAfter: Date().addingTimeInterval(86_400), issuer: authorityName, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: extensions, issuerPrivateKey: authorityKey)
        }
        func pem(_ certificate: Certificate, _ key: Certificate.PrivateKey) throws -> ([UInt8], [UInt8]) {
            (Array(try certificate.serializeAsPEM().pemString.utf8), Array(try key.serializeAsPEM().pemString.utf8))
        }
        let root = try make(
            authorityName, authorityKey,
            try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            })
        authority = Array(try root.serializeAsPEM().pemString.utf8)
        let serverKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        server = try pem(
            try make(
                try DistinguishedName { CommonName("test server") }, serverKey,
                try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    SubjectAlternativeNames(
                        (hasAddress ? [.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))] : []) + [.dnsName("localhost")])
                    try ExtendedKeyUsage([.serverAuth])
                }), serverKey)
        let clientKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        client = try pem(
            try make(
                try DistinguishedName { CommonName("test user") }, clientKey,
                try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    try ExtendedKeyUsage([.clientAuth])
                }), clientKey)
    }
}
