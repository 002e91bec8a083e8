import NIOCore
import NIOHTTP1
import NIOWebSocket
import StrataAPI

/// Collects a request, asks the test what to answer, and answers.
final class TestExchangeHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let log: TestServerLog
    private let answer: TestServer.Answer
    private let request = RequestInProgress()

    init(log: TestServerLog, answer: @escaping TestServer.Answer) {
        self.log = log
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request.begin(head)
        case .body(let buffer): request.append(Array(buffer.readableBytesView))
        case .end:
            guard let exchange = request.take() else { return }
            log.add(exchange)
            let channel = context.channel
            Task { [answer] in await Self.reply(await answer(exchange), on: channel) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // NIO tells of a WebSocket that is refused in this way; the refusal itself follows.
        if !(error is NIOWebSocketUpgradeError) { context.close(promise: nil) }
    }

    private static func reply(_ reply: TestReply, on channel: any Channel) async {
        switch reply {
        case .json(let status, let json): send(status, json.encoded(), on: channel)
        case .bytes(let status, let bytes): send(status, bytes, on: channel)
        case .stream(let pieces):
            channel.writeAndFlush(HTTPServerResponsePart.head(head(200, ["Transfer-Encoding": "chunked"])), promise: nil)
            for await piece in pieces {
                guard channel.isActive else { return }
                try? await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(bytes: piece))))
            }
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        case .cutOff(let announced, let sent):
            channel.write(HTTPServerResponsePart.head(head(200, ["Content-Length": String(announced)])), promise: nil)
            try? await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(bytes: sent))))
            channel.close(promise: nil)
        case .lastOfConnection(let json):
            send(200, json.encoded(), on: channel)
            channel.close(promise: nil)
        case .silence: return
        case .hangUp: channel.close(promise: nil)
        }
    }

    private static func send(_ status: Int, _ bytes: [UInt8], on channel: any Channel) {
        let headers: HTTPHeaders = ["Content-Length": String(bytes.count), "Content-Type": "application/json"]
        channel.write(HTTPServerResponsePart.head(head(status, headers)), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(bytes: bytes))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }

    private static func head(_ status: Int, _ headers: HTTPHeaders) -> HTTPResponseHead {
        HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
    }
}
