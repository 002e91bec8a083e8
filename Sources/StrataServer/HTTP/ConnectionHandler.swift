import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS
import NIOWebSocket
import StrataAPI

/// The last handler of a connection's pipeline: it joins HTTP/1.1 and WebSocket into one sequence of parts, and ends connections that
/// take too long.
///
/// The switch to WebSocket is made here and not by NIO's typed upgrader, since that one forgets a request whose upgrade is refused: the
/// client of a refused `exec` would never get its `Status`. It also works on any request of a connection, not only the first.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = InboundPart
    typealias OutboundIn = OutboundPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The handlers that speak HTTP and leave when the connection is switched.
    struct HTTPHandlers {
        var decoder: ByteToMessageHandler<HTTPRequestDecoder>
        var encoder: HTTPResponseEncoder
        var validator: NIOHTTPResponseHeadersValidator
    }

    private let state: ConnectionState
    private let limits: StrataServer.Limits
    private var http: HTTPHandlers?
    private var patience: Patience
    private var timer: (time: NIODeadline, task: Scheduled<Void>)?
    private var isQuiescing = false
    /// When the last answer has been handed to the system.
    private var lastEnd: EventLoopFuture<Void>?

    init(state: ConnectionState, limits: StrataServer.Limits, http: HTTPHandlers) {
        self.state = state
        self.limits = limits
        self.http = http
        patience = Patience(limits: limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) { schedule(context) }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
        state.ending.open()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
        state.ending.open()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard http != nil else {
            context.fireChannelRead(Self.wrapInboundOut(.frame(Frames.unwrapInboundIn(data))))
            return
        }
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            patience.requestBegan(now: .now())
            schedule(context)
            context.fireChannelRead(Self.wrapInboundOut(.head(head)))
        case .body(let bytes): context.fireChannelRead(Self.wrapInboundOut(.body(bytes)))
        case .end:
            patience.requestEnded()
            context.fireChannelRead(Self.wrapInboundOut(.end))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(let head): context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes): context.write(Self.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: promise)
        case .end:
            let sent = promise ?? context.eventLoop.makePromise()
            lastEnd = sent.futureResult
            context.write(Self.wrapOutboundOut(.end(nil)), promise: sent)
            patience.responseEnded(now: .now())
            schedule(context)
            if isQuiescing, patience.isIdle { close(context) }
        case .takeLong:
            patience.becameStream()
            promise?.succeed()
        case .switchToWebSocket(let headers): switchToWebSocket(context, headers, promise)
        case .frame(let frame): context.write(NIOAny(frame), promise: promise)
        case .close:
            close(context)
            promise?.succeed()
        }
    }

    /// Closes once the last answer has been handed to the system: closing at once would drop what a slow client has yet to take.
    private func close(_ context: ChannelHandlerContext) {
        context.flush()
        guard let lastEnd else { return context.close(promise: nil) }
        lastEnd.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func switchToWebSocket(_ context: ChannelHandlerContext, _ headers: HTTPHeaders, _ promise: EventLoopPromise<Void>?) {
        guard let http else {
            promise?.fail(ChannelError.inappropriateOperationForState)
            return
        }
        let pipeline = context.pipeline.syncOperations
        context.writeAndFlush(
            Self.wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers))),
            promise: promise)
        do {
            try pipeline.addHandler(WebSocketFrameEncoder(), position: .before(self))
            try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.frameBytes)), position: .before(self))
        } catch {
            context.close(promise: nil)
            return
        }
        self.http = nil
        patience.becameStream()
        pipeline.removeHandler(http.validator, promise: nil)
        pipeline.removeHandler(http.encoder, promise: nil)
        // Last, as it hands on the bytes that follow the request.
        pipeline.removeHandler(http.decoder, promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        patience.writabilityChanged(to: context.channel.isWritable, now: .now())
        schedule(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted:
            let certificate = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self).peerCertificate
            state.certificateUser = certificate.flatMap(User.init(certificate:))
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            state.ending.open()
            if patience.isIdle { context.close(promise: nil) }
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let parserError = error as? HTTPParserError, http != nil, patience.isIdle {
            let response = Response(APIError(malformed: parserError))
            var head = HTTPResponseHead(
                version: .http1_1, status: parserError == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest)
            head.headers = response.headers
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            if case .bytes(let bytes) = response.body {
                head.headers.replaceOrAdd(name: "Content-Length", value: String(bytes.readableBytes))
                context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
                context.write(Self.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
            }
            context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        } else if let frameError = error as? NIOWebSocketError {
            var payload = ByteBuffer()
            payload.write(webSocketErrorCode: frameError == .invalidFrameLength ? .messageTooLarge : .protocolError)
            context.writeAndFlush(NIOAny(WebSocketFrame(fin: true, opcode: .connectionClose, data: payload)), promise: nil)
        }
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    /// One timer at a time: when it rings before the deadline, which may have moved on meanwhile, it is set again.
    private func schedule(_ context: ChannelHandlerContext) {
        guard let deadline = patience.deadline else { return }
        if let timer {
            guard deadline < timer.time else { return }
            timer.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            self.timer = nil
            if let deadline = self.patience.deadline, deadline <= .now() {
                self.cutOff(context)
            } else {
                self.schedule(context)
            }
        }
        timer = (deadline, task)
    }

    /// Closes without TLS's farewell, which a client that does not read would never take.
    private func cutOff(_ context: ChannelHandlerContext) {
        if patience.isStalled, let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
            tls.close(promise: nil)
        } else {
            context.close(promise: nil)
        }
    }

    /// How frames are taken out of what arrives after the switch.
    private final class Frames: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
    }
}

@available(*, unavailable)
extension ConnectionHandler: Sendable {}

extension APIError {
    init(malformed error: HTTPParserError) {
        self.init(.badRequest, error == .headerOverflow ? "the request's header fields are too large" : "malformed HTTP request: \(error)")
    }
}
