import NIOCore
import NIOTLS
import StrataAPI
import TLSTrust

/// A handshake that a connection begins with and waits for, so that nothing is sent to a daemon that is not the right one.
struct AwaitedHandshake: Sendable {
    private let handshake: TLSHandshake

    init(_ door: TLSDoor) { handshake = door.handshake() }

    func begin(on channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandlers([try handshake.handler(), HandshakeHandler(channel.eventLoop.makePromise())])
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
            if case .otherCertificate(let shown)? = handshake.refusal { throw .untrustedServer(name, shown: shown) }
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

    /// A connection that is never made becomes neither active nor inactive.
    func handlerRemoved(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
}
