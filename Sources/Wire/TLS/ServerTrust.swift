import Crypto

/// By what a server is known to be the right one.
public enum ServerTrust: Sendable, Hashable {
    /// The SHA-256 of its certificate; nothing else of the certificate matters, its name and age included.
    case fingerprint(CertificateFingerprint)
    /// Certificates, as PEM, one of which has signed the server's, which names the server.
    case authorities([UInt8])
    /// The authorities that this machine trusts.
    case system
}

/// The SHA-256 of a certificate in DER.
public struct CertificateFingerprint: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// Reads 64 hexadecimal digits of either case, with colons between the bytes or without, as openssl(1) and the stacks' own tools print them.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 64, text.utf8.count <= 95 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16),
                digits[start] != UInt8(ascii: "+"), digits[start] != UInt8(ascii: "-")
            else { return nil }
            bytes.append(byte)
        }
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
