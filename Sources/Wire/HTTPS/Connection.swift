import NIOCore
import NIOHTTP1
import NIOPosix
import TLSTrust

/// One open connection, which carries one exchange after the other.
struct Connection: Sendable {
    let channel: any Channel
    private let handler: NIOLoopBound<AnswerHandler>
    private let handshake: TLSHandshake
    let host: String

    static func open(_ client: HTTPSClient) async throws(HTTPSError) -> Connection {
        let host = client.host
        return try await client.dial { channel, handshake in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                let lines = StatusLineReader()
                let handler = AnswerHandler(host: host, lines: lines)
                try pipeline.addHandler(lines)
                try pipeline.addHTTPClientHandlers()
                try pipeline.addHandler(handler)
                return Connection(
                    channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop), handshake: handshake, host: host)
            }
        }
    }

    var isOpen: Bool { channel.isActive }

    func close() { channel.close(promise: nil) }

    /// Sends a request and waits for its answer.
    ///
    /// - Returns: the answer and whether the connection can be used again.
    func run(_ head: HTTPRequestHead, _ request: HTTPSRequest) async throws(HTTPSError) -> (HTTPSAnswer, isReusable: Bool) {
        let promise = channel.eventLoop.makePromise(of: HTTPSAnswer.self)
        let (channel, handler, limit, host, timeout) = (channel, handler, request.limit, host, request.timeout)
        let deadline = Deadline(channel.eventLoop, timeout) { promise.fail(HTTPSError.timedOut(host: host, after: timeout)) }
        do {
            return try await withTaskCancellationHandler {
                try await channel.eventLoop.submit { handler.value.begin(promise, limit: limit) }.get()
                // What fails on the way fails the answer too.
                channel.write(HTTPClientRequestPart.head(head)).cascadeFailure(to: promise)
                do {
                    let announced = head.headers.first(name: "Content-Length").flatMap { Int64($0) } ?? 0
                    try await RequestBody.send(request.body, announced: announced) { buffer in
                        deadline.extend()
                        try await channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(buffer)))
                    }
                    channel.writeAndFlush(HTTPClientRequestPart.end(nil)).cascadeFailure(to: promise)
                } catch let error as HTTPSError {
                    promise.fail(error)
                } catch {
                    // The server hung up in the middle of the body; what it said before that is its answer.
                }
                deadline.extend()
                let answer = try await promise.futureResult.get()
                deadline.cancel()
                let isReusable = try await channel.eventLoop.submit { handler.value.isReusable }.get()
                return (answer, isReusable)
            } onCancel: {
                promise.fail(HTTPSError.cancelled)
            }
        } catch {
            deadline.cancel()
            promise.fail(error)
            channel.close(promise: nil)
            throw HTTPSError(handshake.refusal ?? error, host: host, limit: timeout)
        }
    }

    /// Whether the server has said anything since the last request.
    func hasHeard() async -> Bool {
        do { return try await channel.eventLoop.submit { [handler] in handler.value.hasHeard }.get() } catch { return true }
    }
}
