import NIOCore
import NIOHTTP1
import NIOTLS

/// One request after the other on one connection, the next as soon as the one before is answered. Lives on its channel's event loop.
final class RequestLoop: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    struct Request: Sendable {
        var method: HTTPMethod
        var path: String
        var body: String
        var type = "application/json"
    }

    /// What became of a connection's requests.
    struct Outcome: Sendable {
        /// From sending a request to the end of its answer, in nanoseconds.
        var times: [Int64] = []
        /// The last answer that was no success.
        var refusal = ""
    }

    private let headers: HTTPHeaders
    private let next: () -> Request?
    private let done: EventLoopPromise<Outcome>
    private var outcome = Outcome()
    private var sent = NIODeadline.now()
    private var status = HTTPResponseStatus.ok

    /// - Parameter next: the request to send; nil ends the connection.
    init(_ headers: HTTPHeaders, done: EventLoopPromise<Outcome>, next: @escaping () -> Request?) {
        self.headers = headers
        self.next = next
        self.done = done
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { send(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): status = head.status
        case .body(let bytes): if status.code >= 300 { outcome.refusal = "\(status.code) \(String(buffer: bytes).prefix(300))" }
        case .end:
            outcome.times.append((NIODeadline.now() - sent).nanoseconds)
            send(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { done.succeed(outcome) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if outcome.refusal.isEmpty { outcome.refusal = "\(error)" }
        context.close(promise: nil)
    }

    private func send(_ context: ChannelHandlerContext) {
        guard let request = next() else { return context.close(promise: nil) }
        var head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.path, headers: headers)
        head.headers.add(name: "Content-Type", value: request.type)
        head.headers.add(name: "Content-Length", value: "\(request.body.utf8.count)")
        sent = .now()
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: request.body)))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
