import Crypto
import NIOCore
import NIOSSL
import NIOTLS
import StrataAPI
import Synchronization

/// Who a client is to a daemon over the network, and by what it knows the daemon (TLS 1.2 or later).
public struct LXDTrust: Sendable {
    let context: NIOSSLContext
    /// The SHA-256 of the certificate that the daemon must show, in lower hexadecimal digits; nil where the system's authorities vouch for it.
    let fingerprint: String?

    /// - Parameters:
    ///   - certificate: the client's, as PEM.
    ///   - key: the certificate's private key, as PEM.
    ///   - fingerprint: the SHA-256 of the only certificate that the daemon may show, in hexadecimal digits, as `lxc info` tells it; nil where the system's
    ///     authorities vouch for it.
    /// - Throws: ``LXDError/identity(_:)`` for what is no certificate, key or fingerprint.
    public init(certificate: [UInt8], key: [UInt8], fingerprint: String?) throws(LXDError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMBytes(certificate) } catch { throw .identity("the client's certificate is none") }
        guard !chain.isEmpty else { throw .identity("the client's certificate is none") }
        configuration.certificateChain = chain.map { .certificate($0) }
        do {
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
        } catch {
            throw .identity("the client's key is none")
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .identity("the client's key does not belong to its certificate")
        }
        guard let fingerprint else {
            self.fingerprint = nil
            return
        }
        guard let plain = Self.plain(fingerprint) else {
            throw .identity("\(fingerprint.printable(limit: 80)) is no fingerprint: it has 64 hexadecimal digits")
        }
        self.fingerprint = plain
    }

    /// A fingerprint in lower digits, without the colons that some tools put between bytes; nil for what is none.
    static func plain(_ text: String) -> String? {
        let digits = text.lowercased().filter { $0 != ":" }
        return digits.utf8.count == 64 && digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } ? digits : nil
    }
}

/// The handshake of one connection.
struct Handshake: Sendable {
    private let trust: LXDTrust
    private let host: String
    private let seen = Seen()

    /// The fingerprint of the certificate that the daemon showed where it is not the one that it must be.
    private final class Seen: Sendable { let wrong = Mutex<String?>(nil) }

    init(_ trust: LXDTrust, host: String) {
        self.trust = trust
        self.host = host
    }

    func begin(on channel: any Channel) throws {
        // SNI carries names only.
        let name = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
        let tls: NIOSSLClientHandler
        if let expected = trust.fingerprint {
            tls = try NIOSSLClientHandler(context: trust.context, serverHostname: name) { [seen] certificates, verdict in
                guard let shown = try? certificates.first?.toDERBytes() else { return verdict.succeed(.failed) }
                let fingerprint = SHA256.hash(data: shown).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                if fingerprint != expected { seen.wrong.withLock { $0 = fingerprint } }
                verdict.succeed(fingerprint == expected ? .certificateVerified : .failed)
            }
        } else {
            tls = try NIOSSLClientHandler(context: trust.context, serverHostname: name)
        }
        try channel.pipeline.syncOperations.addHandlers(tls, HandshakeHandler(channel.eventLoop.makePromise()))
    }

    /// Waits until both know each other.
    func end(on channel: any Channel, within limit: Duration, _ name: String) async throws(LXDError) {
        do {
            let done = try await channel.pipeline.handler(type: HandshakeHandler.self).map(\.promise.futureResult).get()
            let timer = channel.eventLoop.scheduleTask(in: .init(limit)) { channel.close(mode: .all, promise: nil) }
            defer { timer.cancel() }
            try await withTaskCancellationHandler {
                try await done.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            channel.close(promise: nil)
            if Task.isCancelled { throw .cancelled }
            if let shown = seen.wrong.withLock({ $0 }) { throw .untrustedServer(name, fingerprint: shown) }
            throw .unreachable(path: name, reason: error is ChannelError ? "it did not agree on TLS" : "\(error)".printable(limit: 300))
        }
    }
}

/// Tells when a handshake is over. It stays, to no further effect.
private final class HandshakeHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = NIOAny
    let promise: EventLoopPromise<Void>

    init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { promise.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
        context.fireChannelInactive()
    }
}
