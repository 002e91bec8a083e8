import Crypto
import FoundationEssentials
import StrataAPI
import SwiftASN1
import X509

/// A certificate with its private key (ECDSA on P-256), kept as two PEM files.
struct KeyPair: Sendable {
    var certificate: Certificate
    var key: P256.Signing.PrivateKey

    /// What a new certificate is for.
    enum Purpose: Sendable {
        case authority
        case server(names: Set<String>)
        case client(user: String, groups: [String])
    }

    static let authorityLife: TimeInterval = 10 * 365 * 86_400
    /// With the head start less than the 825 days that Apple's systems accept of a server (support article HT210176).
    static let leafLife: TimeInterval = 790 * 86_400
    /// Certificates begin in the past, so that a clock that was ahead when they were made does not lock everybody out once it is set right.
    static let headStart: TimeInterval = 30 * 86_400
    /// When every authority begins: before the date that a machine without a battery for its clock starts with.
    static let authorityBegin = Date(timeIntervalSince1970: 0)
    /// With less than this left, a certificate is made anew at start.
    static let renewalTime: TimeInterval = 30 * 86_400

    /// Makes a key and a certificate for it.
    ///
    /// - Parameters:
    ///   - issuer: nil for one that signs itself.
    ///   - life: how long it is good, from now, where it is not an authority.
    init(_ purpose: Purpose, issuer: KeyPair?, now: Date, life: TimeInterval = KeyPair.leafLife) throws(ServerError) {
        let key = P256.Signing.PrivateKey()
        do {
            let publicKey = Certificate.PublicKey(key.publicKey)
            let subject = try Self.subject(purpose)
            let authority = issuer?.certificate
            certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
                notValidBefore: issuer == nil ? Self.authorityBegin : now - Self.headStart,
                notValidAfter: now + (issuer == nil ? Self.authorityLife : life), issuer: authority?.subject ?? subject,
                subject: subject,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Self.extensions(purpose, publicKey, issuer: authority?.publicKey ?? publicKey),
                issuerPrivateKey: Certificate.PrivateKey(issuer?.key ?? key))
        } catch {
            throw .failed(detail: "a certificate could not be made: \(error)")
        }
        self.key = key
    }

    /// Reads a pair; nil where neither file exists.
    ///
    /// - Throws: ``ServerError/certificate(path:detail:)`` when one is missing or cannot be used.
    init?(readingFrom stem: String) throws(ServerError) {
        let files = (certificate: PrivateFile(path: stem + ".crt"), key: PrivateFile(path: stem + ".key"))
        let (certificate, key) = (try files.certificate.read(), try files.key.read())
        guard let certificate, let key else {
            if certificate == nil, key == nil { return nil }
            throw .certificate(path: stem + (certificate == nil ? ".key" : ".crt"), detail: "the file that belongs to it is missing")
        }
        do {
            self.certificate = try Certificate(pemEncoded: String(decoding: certificate, as: UTF8.self))
        } catch {
            throw .certificate(path: files.certificate.path, detail: "\(error)")
        }
        do {
            self.key = try P256.Signing.PrivateKey(pemRepresentation: String(decoding: key, as: UTF8.self))
        } catch {
            throw .certificate(path: files.key.path, detail: "\(error)")
        }
        guard self.certificate.publicKey == Certificate.PublicKey(self.key.publicKey) else {
            throw .certificate(path: files.key.path, detail: "the key does not belong to the certificate beside it")
        }
    }

    /// Writes the key first: a certificate without its key is of no use, and is told apart at the next start.
    func write(to stem: String) throws(ServerError) {
        try PrivateFile(path: stem + ".key").write(Array(keyPEM.utf8))
        try PrivateFile(path: stem + ".crt").write(Array(try certificatePEM.utf8), mode: 0o644)
    }

    var certificatePEM: String {
        get throws(ServerError) {
            do {
                return try certificate.serializeAsPEM().pemString + "\n"
            } catch {
                throw .failed(detail: "a certificate could not be written: \(error)")
            }
        }
    }

    var keyPEM: String { key.pemRepresentation + "\n" }

    /// Whether the pair can be used for a good while, and was issued by that authority.
    func isGood(now: Date, issuer: KeyPair?) -> Bool {
        guard now >= certificate.notValidBefore, now + Self.renewalTime < certificate.notValidAfter else { return false }
        guard let issuer else { return true }
        return certificate.issuer == issuer.certificate.subject
            && issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// The names that a server certificate is good for.
    var names: Set<String> {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return [] }
        return Set(
            names.compactMap { name in
                switch name {
                case .dnsName(let name): name
                case .ipAddress(let bytes): IPAddress.text(Array(bytes.bytes))
                default: nil
                }
            })
    }

    private static func subject(_ purpose: Purpose) throws -> DistinguishedName {
        switch purpose {
        case .authority: try DistinguishedName { CommonName("strata-ca-\(UID.random().text.prefix(8))") }
        case .server: try DistinguishedName { CommonName("strata-server") }
        case .client(let user, let groups):
            try DistinguishedName {
                for group in groups { OrganizationName(group) }
                CommonName(user)
            }
        }
    }

    private static func extensions(_ purpose: Purpose, _ key: Certificate.PublicKey, issuer: Certificate.PublicKey) throws
        -> Certificate.Extensions
    {
        let identifier = SubjectKeyIdentifier(hash: key)
        let authority = AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: issuer).keyIdentifier)
        switch purpose {
        case .authority:
            return try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                identifier
            }
        case .server(let names):
            let alternatives = names.sorted().map { name -> GeneralName in
                IPAddress.bytes(name).map { .ipAddress(.init(contentBytes: $0[...])) } ?? .dnsName(name)
            }
            return try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(alternatives)
                identifier
                authority
            }
        case .client:
            return try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
                identifier
                authority
            }
        }
    }
}
