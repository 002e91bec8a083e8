import NIOCore
import NIOHTTP1
import NIOWebSocket

/// What arrives on a connection: HTTP requests, and frames once it has been switched to WebSocket.
enum InboundPart: Sendable {
    case head(HTTPRequestHead)
    case body(ByteBuffer)
    case end
    case frame(WebSocketFrame)
}

/// What goes out on a connection.
enum OutboundPart: Sendable {
    case head(HTTPResponseHead)
    case body(ByteBuffer)
    case end
    /// From here on the body of the present request may take as long as it takes; whoever reads it minds the client.
    case takeLong
    /// Answers 101 with these headers; from here on only frames go either way.
    case switchToWebSocket(HTTPHeaders)
    case frame(WebSocketFrame)
    /// Closes the connection once everything before has been sent.
    case close
}
