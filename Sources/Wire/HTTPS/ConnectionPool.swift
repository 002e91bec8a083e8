import Synchronization
import TaskPermits

/// The connections to one server: some that wait to be used again, and how many may be in use.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [(connection: Connection, since: ContinuousClock.Instant)] = []
        var isClosed = false
    }

    /// One for each exchange that goes on; further ones wait in line.
    let permits: Permits
    private let state = Mutex(State())

    /// - Parameter limit: how many exchanges go on at once.
    init(limit: Int) { permits = Permits(limit) }

    /// A connection that was used a moment ago, nil where there is none.
    ///
    /// - Parameter age: how long ago at most.
    func take(notIdleFor age: Duration) -> Connection? {
        let (found, stale) = state.withLock { state -> (Connection?, [Connection]) in
            var stale: [Connection] = []
            while let last = state.idle.popLast() {
                if last.connection.isOpen, last.since.duration(to: .now) <= age { return (last.connection, stale) }
                stale.append(last.connection)
            }
            return (nil, stale)
        }
        for connection in stale { connection.close() }
        return found
    }

    func giveBack(_ connection: Connection) {
        let isKept = state.withLock { state in
            guard !state.isClosed, connection.isOpen else { return false }
            state.idle.append((connection, .now))
            return true
        }
        if !isKept { connection.close() }
    }

    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for entry in idle { entry.connection.close() }
    }
}
