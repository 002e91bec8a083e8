/// A Unix socket at one place through which one at another place is reached, until the link is closed.
///
/// Connections that were made through it go on after that.
public struct SocketLink: Sendable {
    /// Where to connect.
    public let path: String
    private let end: @Sendable () async -> Void

    init(path: String, end: @escaping @Sendable () async -> Void = {}) {
        self.path = path
        self.end = end
    }

    /// Takes the socket away. Idempotent; done even when the calling task is cancelled.
    public func close() async {
        await Task { await end() }.value
    }
}
