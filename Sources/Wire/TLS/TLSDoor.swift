import NIOCore
public import NIOSSL
import Synchronization

/// How connections to one server are secured. Made once; each connection gets a handler of its own.
public struct TLSDoor: Sendable {
    private let context: NIOSSLContext
    private let name: String?
    private let pin: CertificatePin?

    /// - Parameter host: the name or address that is connected to.
    /// - Throws: ``TLSTrustError/unusable(what:reason:)`` for certificates and keys that are none.
    public init(host: String, trust: ServerTrust, identity: ClientIdentity? = nil) throws(TLSTrustError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        func read<Value>(_ what: String, _ body: () throws -> Value) throws(TLSTrustError) -> Value {
            do { return try body() } catch { throw .unusable(what: what, reason: "\(error)") }
        }
        switch trust {
        case .fingerprint(let fingerprint): pin = .fingerprint(fingerprint)
        case .thumbprint(let thumbprint): pin = .thumbprint(thumbprint)
        case .system: pin = nil
        case .authorities(let bytes):
            let certificates = try read("the certificate authority") { try NIOSSLCertificate.fromPEMBytes(bytes) }
            guard !certificates.isEmpty else { throw .unusable(what: "the certificate authority", reason: "it holds no certificate") }
            configuration.trustRoots = .certificates(certificates)
            pin = nil
        }
        if let identity {
            configuration.certificateChain = try read("the client certificate") {
                try NIOSSLCertificate.fromPEMBytes(identity.certificate).map { .certificate($0) }
            }
            configuration.privateKey = .privateKey(try read("the client key") { try NIOSSLPrivateKey(bytes: identity.key, format: .pem) })
        }
        // The certificate itself is held against the pin, whatever it says of itself.
        if pin != nil { configuration.certificateVerification = .noHostnameVerification }
        let complete = configuration
        context = try read("the TLS configuration") { try NIOSSLContext(configuration: complete) }
        // SNI carries names only (RFC 6066, section 3); for an address the certificate is checked against the address connected to.
        name = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }

    /// The handshake of one connection.
    public func handshake() -> TLSHandshake { TLSHandshake(context: context, name: name, pin: pin) }
}

/// A digest against which a certificate is held.
enum CertificatePin: Sendable {
    case fingerprint(CertificateFingerprint)
    case thumbprint(CertificateThumbprint)

    /// Whether it is a certificate's, in DER.
    func matches(_ certificate: [UInt8]) -> Bool {
        switch self {
        case .fingerprint(let pin): CertificateFingerprint(of: certificate) == pin
        case .thumbprint(let pin): CertificateThumbprint(of: certificate) == pin
        }
    }
}

/// The handshake of one connection.
public struct TLSHandshake: Sendable {
    let context: NIOSSLContext
    let name: String?
    let pin: CertificatePin?
    private let seen = Seen()

    /// The certificate that was shown where it is not the one that it must be.
    private final class Seen: Sendable { let wrong = Mutex<CertificateFingerprint?>(nil) }

    init(context: NIOSSLContext, name: String?, pin: CertificatePin?) {
        self.context = context
        self.name = name
        self.pin = pin
    }

    /// The handler that goes first in the connection's pipeline.
    public func handler() throws -> NIOSSLClientHandler {
        guard let pin else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
        return try NIOSSLClientHandler(
            context: context, serverHostname: name,
            customVerificationCallback: { [seen] chain, verdict in
                guard let bytes = try? chain.first?.toDERBytes() else { return verdict.succeed(.failed) }
                let isRight = pin.matches(bytes)
                if !isRight { seen.wrong.withLock { $0 = CertificateFingerprint(of: bytes) } }
                verdict.succeed(isRight ? .certificateVerified : .failed)
            })
    }

    /// Why the server was not trusted, where it was its certificate; the connection's own error does not tell which it was.
    public var refusal: TLSTrustError? { seen.wrong.withLock { $0 }.map { .otherCertificate(found: $0) } }
}

/// Why a server is not trusted, or cannot be.
public enum TLSTrustError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A certificate or key that is none.
    case unusable(what: String, reason: String)
    /// The server shows another certificate than the pinned one.
    case otherCertificate(found: CertificateFingerprint)

    public var description: String {
        switch self {
        case .unusable(let what, let reason): "\(what) is not usable: \(reason)"
        case .otherCertificate(let found): "the server shows another certificate than the one that is trusted; its SHA-256 is \(found)"
        }
    }
}
