import NIOCore
import NIOWebSocket

/// What a WebSocket brings.
enum Frame: Sendable {
    case binary([UInt8])
    /// The other end said that it is done, with its code and reason where it gave them.
    case closed(code: UInt16?, reason: String)
}

/// Hands the messages of a WebSocket to an inbox, answers pings, and takes part in the closing handshake (RFC 6455, section 5.5).
/// While the inbox is full, nothing is read from the socket.
final class FrameHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let host: String
    private let inbox: Inbox<Frame>
    private var hasClosed = false

    init(host: String, inbox: Inbox<Frame>) {
        self.host = host
        self.inbox = inbox
    }

    func read(context: ChannelHandlerContext) {
        if !inbox.isFull { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var content = frame.unmaskedData
        switch frame.opcode {
        case .binary, .text: inbox.deliver(.binary(Array(content.readableBytesView)), cost: content.readableBytes + 64)
        case .ping:
            let pong = WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: content)
            context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
        case .connectionClose:
            let code = content.readInteger(as: UInt16.self)
            inbox.deliver(.closed(code: code, reason: String(decoding: content.readableBytesView.prefix(123), as: UTF8.self)), cost: 0)
            inbox.finish()
            guard !hasClosed else { return }
            hasClosed = true
            var echo = context.channel.allocator.buffer(capacity: 2)
            echo.writeInteger(code ?? 1000)
            context.writeAndFlush(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: echo)), promise: nil)
            context.close(promise: nil)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        inbox.finish(ClientError(error, host: host))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbox.finish(.unreachable(host: host, reason: "the server hung up"))
        context.fireChannelInactive()
    }
}
