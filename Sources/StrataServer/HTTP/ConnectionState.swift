import Synchronization

/// What the tasks that serve a connection learn from the handler on its event loop.
final class ConnectionState: Sendable {
    /// Open once the connection is closed or the server wants it to come to an end. Whatever streams must stop then.
    let ending = Latch()
    private let peerUser = Mutex<User?>(nil)

    /// Whom the client's certificate names; nil where it showed none. Known before the first request arrives.
    var certificateUser: User? {
        get { peerUser.withLock { $0 } }
        set { peerUser.withLock { $0 = newValue } }
    }
}
