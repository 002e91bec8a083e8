import StrataAPI
import Synchronization

/// A clock that a test moves.
final class Clock: Sendable {
    private let state = Mutex(Timestamp(seconds: 1_800_000_000))

    var now: Timestamp { state.withLock { $0 } }

    func advance(by seconds: Int64) { advance(microseconds: seconds * 1_000_000) }

    func advance(microseconds: Int64) { state.withLock { $0.microseconds += microseconds } }
}
