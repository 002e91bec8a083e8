import DequeModule

/// The last events of a cache, which subscribers can start from: bounded in number, and in the bytes of the values they hold on to.
struct CacheHistory<Item: Sendable>: Sendable {
    struct Limits: Sendable {
        var count: Int
        var bytes: Int
    }

    let limits: Limits
    private var events: Deque<(event: CacheEvent<Item>, bytes: Int)> = []
    private var bytes = 0

    init(limits: Limits) { self.limits = limits }

    /// Adds the newest event.
    /// - Returns: the revision of the newest event that had to be forgotten for it, nil when there was room.
    mutating func append(_ event: CacheEvent<Item>, bytes size: Int) -> Revision? {
        events.append((event, size))
        bytes += size
        var forgotten: Revision?
        while events.count > limits.count || (bytes > limits.bytes && events.count > 1), let oldest = events.popFirst() {
            bytes -= oldest.bytes
            forgotten = oldest.event.revision
        }
        return forgotten
    }

    /// Drops the events up to a revision.
    mutating func forget(through revision: Revision) {
        let count = count(through: revision)
        for entry in events.prefix(count) { bytes -= entry.bytes }
        events.removeFirst(count)
    }

    /// The events newer than a revision, in order.
    func events(after revision: Revision) -> [CacheEvent<Item>] { events.dropFirst(count(through: revision)).map(\.event) }

    /// How many events are no newer than a revision.
    private func count(through revision: Revision) -> Int {
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].event.revision > revision { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
