import Synchronization

/// Counts requests by method, so that what a client costs can be told.
final class RequestCounter: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func count(_ method: String) { counts.withLock { $0[method, default: 0] += 1 } }

    /// What was counted since the last time this was asked.
    func take() -> [String: Int] {
        counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }
}
