import Crypto

/// By what a server is known to be the right one.
public enum ServerTrust: Sendable, Hashable {
    /// The SHA-256 of its certificate; nothing else of the certificate matters, its name and age included.
    case fingerprint(CertificateFingerprint)
    /// The SHA-1 of its certificate, which is what vSphere tells of its hosts. Who has it from a server that is trusted can trust it too: nobody can
    /// make another certificate to a given SHA-1, though two of the same.
    case thumbprint(CertificateThumbprint)
    /// Certificates, as PEM, one of which has signed the server's, which names the server.
    case authorities([UInt8])
    /// The authorities that this machine trusts.
    case system
}

extension ServerTrust {
    /// What a secret says, by the keys that Strata's sites use: `fingerprint`, else `ca.crt`, else the authorities of this machine.
    ///
    /// - Throws: ``TLSTrustError/unusable(what:reason:)`` for a fingerprint that is none.
    public init(secret: [String: [UInt8]]) throws(TLSTrustError) {
        let pin = String(decoding: (secret["fingerprint"] ?? []).filter { $0 > 0x20 }, as: UTF8.self)
        if !pin.isEmpty {
            guard let fingerprint = CertificateFingerprint(pin) else {
                throw .unusable(what: "the Secret's fingerprint", reason: "it is no SHA-256 of a certificate")
            }
            self = .fingerprint(fingerprint)
        } else if let authority = secret["ca.crt"], !authority.isEmpty {
            self = .authorities(authority)
        } else {
            self = .system
        }
    }
}

/// The SHA-1 of a certificate in DER.
public struct CertificateThumbprint: Sendable, Hashable {
    /// 20 bytes.
    public let bytes: [UInt8]

    /// Reads 40 hexadecimal digits of either case, with colons between the bytes or without.
    public init?(_ text: some StringProtocol) {
        guard let bytes = hexadecimal(text, count: 20) else { return nil }
        self.bytes = bytes
    }

    init(of certificate: [UInt8]) { bytes = Array(Insecure.SHA1.hash(data: certificate)) }
}

/// The SHA-256 of a certificate in DER.
public struct CertificateFingerprint: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// Reads 64 hexadecimal digits of either case, with colons between the bytes or without, as openssl(1) and the stacks' own tools print them.
    public init?(_ text: some StringProtocol) {
        guard let bytes = hexadecimal(text, count: 32) else { return nil }
        self.bytes = bytes
    }

    init(of certificate: [UInt8]) { bytes = Array(SHA256.hash(data: certificate)) }

    /// 64 small hexadecimal digits, as some stacks' own tools print it.
    public var digits: String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// `AB:CD:…`.
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }
}

/// What a client shows of itself in the handshake: PEM.
public struct ClientIdentity: Sendable, Hashable {
    public var certificate: [UInt8]
    public var key: [UInt8]

    public init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}

/// Reads bytes as two hexadecimal digits each, with colons between them or without.
private func hexadecimal(_ text: some StringProtocol, count: Int) -> [UInt8]? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: ":") }
    guard digits.count == count * 2, text.utf8.count < count * 3 else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: count * 2, by: 2) {
        guard let byte = UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16),
            digits[start] != UInt8(ascii: "+"), digits[start] != UInt8(ascii: "-")
        else { return nil }
        bytes.append(byte)
    }
    return bytes
}
