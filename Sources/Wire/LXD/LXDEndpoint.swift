import Crypto
import NIOCore
import NIOPosix
import NIOSSL

/// Where a daemon listens, and who asks it.
public struct LXDEndpoint: Sendable {
    /// The certificate and key by which the daemon knows a client that comes over the network.
    public struct Identity: Sendable {
        /// In PEM, the client's own first.
        public var certificate: [UInt8]
        public var key: [UInt8]

        public init(certificate: [UInt8], key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    private enum Place {
        case socket(String)
        case network(host: String, port: Int, tls: NIOSSLContext, pin: String?)
    }

    private let place: Place
    /// For messages: the socket's path, or `https://HOST:PORT`.
    public let name: String

    /// The daemon's Unix socket, at most 103 bytes. Who may connect to it is trusted.
    public static func socket(_ path: String) -> LXDEndpoint { LXDEndpoint(place: .socket(path), name: path) }

    /// A daemon on the network (`core.https_address`).
    ///
    /// - Parameters:
    ///   - identity: nil for what anybody may ask: what the daemon is, and to be trusted.
    ///   - fingerprint: the SHA-256 of the daemon's certificate in hexadecimal digits, which its client shows too; nil checks it by the authorities that this
    ///     machine trusts. A daemon's certificate is its own, so this is what tells it from others.
    /// - Throws: ``LXDError/certificate(_:)`` for certificates or keys that are none.
    public static func network(
        host: String, port: Int = 8443, identity: Identity? = nil, fingerprint: String? = nil
    ) throws(LXDError) -> LXDEndpoint {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // Whose certificate it is, is checked by the pin.
        if fingerprint != nil { configuration.certificateVerification = .noHostnameVerification }
        let context: NIOSSLContext
        do {
            if let identity {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(identity.certificate).map { .certificate($0) }
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: identity.key, format: .pem))
            }
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .certificate("the client's certificate or key cannot be used: \(error)")
        }
        return LXDEndpoint(
            place: .network(host: host, port: port, tls: context, pin: fingerprint?.lowercased().filter { $0 != ":" }),
            name: "https://\(host):\(port)")
    }

    /// A connection whose pipeline ends in what `add` puts there.
    func connect<Value: Sendable>(
        within limit: Duration, _ add: @escaping @Sendable (any Channel) -> EventLoopFuture<Value>
    ) async throws(LXDError) -> Value {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.init(min(limit, .seconds(20))))
        do {
            switch place {
            case .socket(let path): return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: add)
            case .network(let host, let port, let tls, let pin):
                return try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port) { channel in
                    do {
                        try channel.pipeline.syncOperations.addHandler(try Self.handler(tls, host: host, pin: pin))
                        return add(channel)
                    } catch {
                        return channel.eventLoop.makeFailedFuture(error)
                    }
                }
            }
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw LXDError(connecting: error, to: name)
        }
    }

    private static func handler(_ tls: NIOSSLContext, host: String, pin: String?) throws -> NIOSSLClientHandler {
        // SNI carries names only.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        guard let pin else { return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host) }
        return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host) { chain, promise in
            let bytes = (try? chain.first?.toDERBytes()) ?? []
            promise.succeed(Self.fingerprint(of: bytes) == pin ? .certificateVerified : .failed)
        }
    }

    /// The SHA-256 of a certificate in DER, in hexadecimal digits.
    static func fingerprint(of certificate: [UInt8]) -> String {
        SHA256.hash(data: certificate).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension LXDError {
    init(connecting error: any Error, to name: String) {
        switch error {
        case let error as LXDError: self = error
        case is NIOSSLError, is BoringSSLError:
            self = .certificate("\(name) does not have the certificate that is expected of it, or does not take this client's: \(error)")
        default: self = .unreachable(path: name, reason: "\(error)")
        }
    }
}
