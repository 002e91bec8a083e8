import Synchronization

/// The first thing that went wrong with a connection. It outlives the connection's handlers, which are gone before those who wait can ask
/// them.
final class ConnectionFailure: Sendable {
    private let stored = Mutex<ClientError?>(nil)

    var first: ClientError? { stored.withLock { $0 } }

    func set(_ error: ClientError) { stored.withLock { if $0 == nil { $0 = error } } }
}
