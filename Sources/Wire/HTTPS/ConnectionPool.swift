import Synchronization

/// The connections to one server: some that wait to be used again, and how many more there may be.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [(connection: Connection, since: ContinuousClock.Instant)] = []
        var free: Int
        var line: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var nextID = 0
        var isClosed = false
    }

    private let state: Mutex<State>

    /// - Parameter limit: how many exchanges go on at once; further ones wait in line.
    init(limit: Int) { state = Mutex(State(free: limit)) }

    /// Waits for a place. Returns false when the task is cancelled.
    func enter() async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.line.append((id, continuation))
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            state.withLock { state in
                state.line.firstIndex { $0.id == id }.map { state.line.remove(at: $0).continuation }
            }?.resume(returning: false)
        }
    }

    func leave() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard state.line.isEmpty else { return state.line.removeFirst().continuation }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }

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
