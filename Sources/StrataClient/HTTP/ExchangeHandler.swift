import NIOCore
import NIOHTTP1

/// A part of an answer.
enum ResponsePart: Sendable {
    case head(HTTPResponseHead)
    case body(ByteBuffer)
}

/// A part of a request on its way out.
enum RequestPart: Sendable {
    /// The beginning, and where the answer goes.
    case head(HTTPRequestHead, Inbox<ResponsePart>)
    case body(ByteBuffer)
    case end
}

/// Carries one exchange at a time over a connection: writes the request, and hands the answer to its inbox.
/// While the inbox is full, nothing is read from the socket.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = RequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let host: String
    private var inbox: Inbox<ResponsePart>?
    private let failure: ConnectionFailure
    private var isReusable = true

    init(host: String, failure: ConnectionFailure) {
        self.host = host
        self.failure = failure
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head, let inbox):
            guard self.inbox == nil, failure.first == nil, context.channel.isActive else {
                promise?.fail(ChannelError.ioOnClosedChannel)
                return
            }
            self.inbox = inbox
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes): context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: promise)
        case .end: context.write(wrapOutboundOut(.end(nil)), promise: promise)
        }
    }

    func read(context: ChannelHandlerContext) {
        if inbox?.isFull != true { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // 1xx answers come before the real one and say nothing to us.
            guard head.status.code >= 200 || head.status == .switchingProtocols else { return }
            isReusable = head.isKeepAlive
            inbox?.deliver(.head(head), cost: 0)
        case .body(let buffer): inbox?.deliver(.body(buffer), cost: buffer.readableBytes)
        case .end:
            let done = inbox
            inbox = nil
            if !isReusable { context.close(promise: nil) }
            done?.finish()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An answer whose length is known was complete, and its inbox let go, before the connection could fail.
        let reason = ClientError(error, host: host)
        failure.set(reason)
        inbox?.finish(reason)
        inbox = nil
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbox?.finish(failure.first ?? .unreachable(host: host, reason: "the server hung up before its answer was complete"))
        inbox = nil
        context.fireChannelInactive()
    }
}
