import NIOCore
import NIOHTTP1
import NIOTLS

/// One watch. It has begun when it was told what there is; then it tells when each line has arrived in full.
final class Watcher: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let headers: HTTPHeaders
    private let path: String
    private let begun: EventLoopPromise<Void>
    private let arrived: (NIODeadline) -> Void
    private var isBegun = false

    init(_ headers: HTTPHeaders, path: String, begun: EventLoopPromise<Void>, arrived: @escaping (NIODeadline) -> Void) {
        self.headers = headers
        self.path = path
        self.begun = begun
        self.arrived = arrived
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { watch(context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func watch(_ context: ChannelHandlerContext) {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): if head.status != .ok { begun.fail(Refused(status: head.status)) }
        case .body(let bytes):
            let now = NIODeadline.now()
            for byte in bytes.readableBytesView where byte == UInt8(ascii: "\n") {
                if isBegun { arrived(now) } else { begun.succeed() }
                isBegun = true
            }
        case .end: context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { begun.fail(ChannelError.eof) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        begun.fail(error)
        context.close(promise: nil)
    }

    struct Refused: Error {
        var status: HTTPResponseStatus
    }
}
