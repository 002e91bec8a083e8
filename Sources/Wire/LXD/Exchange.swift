import NIOCore
import NIOHTTP1
import NIOPosix

/// One request on a connection of its own, and its whole answer.
struct Exchange: Sendable {
    let endpoint: LXDEndpoint
    let limit: Int
    let timeout: Duration

    func run(_ head: HTTPRequestHead, body: [UInt8]) async throws(LXDError) -> NIOHTTPClientResponseFull {
        let request = "\(head.method.rawValue) \(head.uri)"
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: NIOHTTPClientResponseFull.self)
        let limit = limit
        let channel: any Channel
        do throws(LXDError) {
            channel = try await endpoint.connect(within: timeout) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: limit))
                    try pipeline.addHandler(AnswerHandler(promise: promise))
                    return channel
                }
            }
        } catch {
            promise.fail(error)
            throw error
        }
        let deadline = loop.scheduleTask(in: .init(timeout)) {
            promise.fail(LXDError.timedOut(request: request, after: timeout))
        }
        defer {
            deadline.cancel()
            channel.close(promise: nil)
        }
        do {
            return try await withTaskCancellationHandler {
                channel.write(HTTPClientRequestPart.head(head), promise: nil)
                channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
                channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
                return try await promise.futureResult.get()
            } onCancel: {
                promise.fail(LXDError.cancelled)
            }
        } catch let error as LXDError {
            throw error
        } catch is NIOHTTPObjectAggregatorError {
            throw .tooLong(limit: limit)
        } catch HTTPParserError.invalidEOFState {
            throw .closed
        } catch is HTTPParserError {
            throw .protocolViolation("\(request) is answered by what is not HTTP")
        } catch {
            throw .closed
        }
    }
}

/// Hands over the first answer, or the first thing that goes wrong.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull
    private let promise: EventLoopPromise<NIOHTTPClientResponseFull>

    init(promise: EventLoopPromise<NIOHTTPClientResponseFull>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { promise.succeed(unwrapInboundIn(data)) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(LXDError.closed) }
}
