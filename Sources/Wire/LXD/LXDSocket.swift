import NIOCore
import NIOHTTP1
public import StrataAPI
public import WebSockets

/// A WebSocket of the daemon's, for as long as ``LXDClient/withSocket(_:_:)`` runs. The daemon ends what it has to send with an empty text, and may go on
/// to listen.
public struct LXDSocket: Sendable {
    /// What comes through it.
    public typealias Message = WebSocketStream.Message

    private let stream: WebSocketStream

    fileprivate init(_ stream: WebSocketStream) { self.stream = stream }

    /// Reads messages until the body says that it is enough, or the daemon ends the connection. One reader.
    ///
    /// - Parameter body: returns whether it wants more.
    public func read(_ body: (Message) async throws -> Bool) async throws { try await stream.read(body) }

    /// Sends bytes, and waits while the daemon does not take them.
    public func send(_ bytes: [UInt8]) async throws { try await stream.send(.data(bytes)) }

    /// Says that no more bytes come.
    public func endInput() async throws { try await stream.send(.text([])) }

    /// Sends an object, as the control sockets of commands and consoles take it.
    public func send(_ object: JSONValue) async throws { try await stream.send(.text(object.encoded())) }

    /// Ends the connection in good order.
    public func close() async throws { try await stream.close() }
}

extension LXDClient {
    /// Opens a WebSocket and has a body use it; it is gone when this returns. Cancelling the task ends the body's reading.
    ///
    /// - Throws: ``LXDError``, and what the body throws. The daemon refuses a WebSocket without telling why.
    public func withSocket<Value: Sendable>(_ target: String, _ body: (LXDSocket) async throws -> Value) async throws -> Value {
        let head = head(.get, target, [("Content-Length", "0")])
        do {
            return try await WebSocketStream.open(
                head, within: timeout, dial: { add in try await endpoint.connect(within: timeout, add) }
            ) { stream in try await body(LXDSocket(stream)) }
        } catch is WebSocketRefused {
            // Its query is a secret.
            throw LXDError.protocolViolation("GET \(target.prefix { $0 != "?" }) is not answered by a WebSocket")
        } catch is ChannelError {
            if Task.isCancelled { throw LXDError.cancelled }
            throw LXDError.closed
        } catch is NIOAsyncWriterError {
            throw LXDError.closed
        } catch is IOError {
            throw LXDError.closed
        }
    }
}
