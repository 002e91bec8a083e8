import NIOCore
import NIOHTTP1

/// Ends a connection on which nothing has moved for too long.
final class StallHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// Nothing moved.
    struct Stalled: Error {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else { return context.fireUserInboundEventTriggered(event) }
        context.fireErrorCaught(Stalled())
        context.close(promise: nil)
    }
}

extension LXDError {
    /// What goes wrong while bodies flow.
    init(streaming error: any Error, _ request: String, _ stall: Duration) {
        switch error {
        case let error as LXDError: self = error
        case is CancellationError: self = .cancelled
        case is StallHandler.Stalled: self = .timedOut(request: request, after: stall)
        case HTTPParserError.invalidEOFState: self = .closed
        case is HTTPParserError: self = .protocolViolation("\(request) is answered by what is not HTTP")
        default: self = .closed
        }
    }
}
