import StrataAPI
import Synchronization

/// Lets one thing at a time be done to a machine, by the UID of its instance: a driver is never called twice at once for one machine. Backups have turns of
/// their own by their UID.
///
/// Whoever needs two turns takes its own first and that of what it copies then, and whatever else is scarce after both.
final class MachineTurns: Sendable {
    private struct Turn {
        var limiter = Limiter(1)
        /// How many hold it or wait for it.
        var users = 0
    }

    private let turns = Mutex<[UID: Turn]>([:])

    /// Runs an operation when no other is run on that machine. Cancelled while it waits, it throws `CancellationError`.
    func run<Value>(_ uid: UID, _ operation: () async throws -> Value) async throws -> Value {
        let limiter = turns.withLock { turns in
            turns[uid, default: Turn()].users += 1
            return turns[uid]?.limiter ?? Limiter(1)
        }
        defer {
            turns.withLock { turns in
                turns[uid]?.users -= 1
                if turns[uid]?.users == 0 { turns[uid] = nil }
            }
        }
        return try await limiter.run(operation)
    }
}
