import Synchronization

/// Remembers what a progress callback was told.
final class ProgressRecord: Sendable {
    private let values = Mutex<[Int]>([])

    func note(_ value: Int) {
        values.withLock { $0.append(value) }
    }

    var last: Int? { values.withLock { $0.last } }
    var count: Int { values.withLock { $0.count } }
    var isRising: Bool { values.withLock { values in zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } } }
}
