import NIOCore
import NIOPosix
import NIOSSL

extension CertificateFingerprint {
    /// Asks a server for its certificate, and says nothing to it: for somebody to look at before it is trusted.
    ///
    /// - Throws: what the connection meets: `IOError`, `NIOConnectionError`, `NIOSSLError`, `ChannelError`.
    public static func shown(by host: String, port: Int, within limit: Duration = .seconds(10)) async throws -> CertificateFingerprint {
        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
        let name = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: CertificateFingerprint.self)
        do {
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(.init(limit))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = try NIOSSLClientHandler(
                            context: context, serverHostname: name,
                            customVerificationCallback: { chain, verdict in
                                do {
                                    guard let leaf = chain.first else { throw NIOSSLError.unableToValidateCertificate }
                                    promise.succeed(CertificateFingerprint(of: try leaf.toDERBytes()))
                                } catch {
                                    promise.fail(error)
                                }
                                // Seen is enough: nothing is sent through a connection that nobody has decided to trust.
                                verdict.succeed(.failed)
                            })
                        try channel.pipeline.syncOperations.addHandlers([handler, FirstFailure(promise: promise)])
                    }
                }
                .connect(host: host, port: port).get()
            let deadline = loop.scheduleTask(in: .init(limit)) { promise.fail(ChannelError.connectTimeout(.init(limit))) }
            defer {
                deadline.cancel()
                channel.close(promise: nil)
            }
            return try await promise.futureResult.get()
        } catch {
            promise.fail(error)
            throw error
        }
    }
}

/// Tells of the first thing that goes wrong before the certificate was seen.
private final class FirstFailure: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<CertificateFingerprint>

    init(promise: EventLoopPromise<CertificateFingerprint>) { self.promise = promise }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
}
