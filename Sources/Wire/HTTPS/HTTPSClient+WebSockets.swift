import NIOCore
import NIOHTTP1
public import WebSockets

extension HTTPSClient {
    /// Opens a WebSocket and has a body use it; it is gone when this returns. Cancelling the task ends the body's reading.
    ///
    /// - Parameters:
    ///   - subprotocol: what is asked for in `Sec-WebSocket-Protocol`.
    /// - Throws: ``HTTPSError``, and what the body throws.
    public func withWebSocket<Value: Sendable>(
        _ target: String, headers: [(name: String, value: String)] = [], subprotocol: String, timeout: Duration = .seconds(20),
        _ body: (WebSocketStream) async throws -> Value
    ) async throws -> Value {
        let head = head(.get, target, headers + [("Content-Length", "0"), ("Sec-WebSocket-Protocol", subprotocol)])
        do {
            return try await WebSocketStream.open(
                head, within: timeout, dial: { add in try await dial { channel, _ in add(channel) } }, body)
        } catch is WebSocketRefused {
            throw HTTPSError.noWebSocket(host: host)
        } catch is ChannelError {
            throw Task.isCancelled ? HTTPSError.cancelled : HTTPSError.closed(host: host)
        } catch is NIOAsyncWriterError {
            throw HTTPSError.closed(host: host)
        }
    }
}
