import Synchronization

/// What a stream met that was handed on to the daemon.
final class StreamFault: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    func keep(_ met: any Error) { error.withLock { $0 = met } }

    var kept: (any Error)? { error.withLock { $0 } }
}
