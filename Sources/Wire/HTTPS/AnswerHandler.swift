import NIOCore
import NIOHTTP1

/// Carries one exchange after the other over a connection.
final class AnswerHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// The exchange that is under way.
    struct Exchange {
        var promise: EventLoopPromise<HTTPSAnswer>
        var limit: Int
        var answer: HTTPSAnswer?
    }

    /// The most, in bytes, that is made room for before it came.
    private static let expected = 8 << 20

    private let host: String
    private let lines: StatusLineReader
    private var exchange: Exchange?
    /// Whether anything of an answer came since the last request.
    private(set) var hasHeard = false
    private(set) var isReusable = true
    /// What went wrong first, which may be before anything was asked: in the handshake.
    private var failure: (any Error)?

    init(host: String, lines: StatusLineReader) {
        self.host = host
        self.lines = lines
    }

    /// The next request's answer goes there.
    func begin(_ promise: EventLoopPromise<HTTPSAnswer>, limit: Int) {
        lines.expect()
        hasHeard = false
        if let failure { return promise.fail(failure) }
        exchange = Exchange(promise: promise, limit: limit)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasHeard = true
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard head.status.code >= 200 else { return lines.expect() }
            if !head.isKeepAlive { isReusable = false }
            let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
            var answer = HTTPSAnswer(status: Int(head.status.code), reason: lines.reason, headers: headers)
            if let length = headers["content-length"].flatMap({ Int($0) }) {
                answer.body.reserveCapacity(max(0, min(length, Self.expected)))
            }
            exchange?.answer = answer
        case .body(let buffer):
            // Nothing else may hold the exchange here: each piece of a long answer would copy all that came before it.
            guard let limit = exchange?.limit, let length = exchange?.answer?.body.count else { return }
            guard length + buffer.readableBytes <= limit else {
                return fail(HTTPSError.malformed(host: host, reason: "it is longer than \(limit) bytes"), context)
            }
            exchange?.answer?.body += buffer.readableBytesView
        case .end:
            guard let exchange else { return }
            self.exchange = nil
            // The connection is given back by who waits for this.
            if let answer = exchange.answer { exchange.promise.succeed(answer) }
            if !isReusable { context.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

    func channelInactive(context: ChannelHandlerContext) {
        isReusable = false
        let reason = failure ?? HTTPSError.closed(host: host)
        failure = reason
        exchange?.promise.fail(reason)
        exchange = nil
        context.fireChannelInactive()
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        isReusable = false
        let reason = failure ?? error
        failure = reason
        exchange?.promise.fail(reason)
        exchange = nil
        context.close(promise: nil)
    }
}
