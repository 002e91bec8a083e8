import NIOHTTP1

/// An action that a client wants over WebSocket, ready to be run.
struct ActionCall: Sendable {
    enum Work: Sendable {
        case both(Action.Session)
        /// Only output: the client's input is not waited for.
        case output(Action.Download)
    }

    var work: Work
    /// What the 101 answer says.
    var headers: HTTPHeaders
    var framing: WebSocketFraming
}

/// What the messages of an open WebSocket mean, as agreed on.
enum WebSocketFraming: Sendable, Hashable {
    /// The first byte names a ``StreamChannel``. Whether the client can close a single one depends on the version (`v5.channel.k8s.io`).
    case channels(canClose: Bool)
    case bytes
}
