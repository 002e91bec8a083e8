/// The events below a prefix from a revision on: without gaps, without repetition, in order. For one iteration by one task.
///
/// Ends with ``StoreError/lagging`` when its consumer does not keep up, with ``StoreError/compacted(oldest:)`` when the cache itself had to
/// start over (list again), with ``StoreError/closed`` when the store was closed, and without an error when the cache stops.
public final class Subscription<Item: Sendable>: AsyncSequence, Sendable {
    public typealias Element = CacheBatch<Item>
    public typealias Failure = StoreError

    private let mailbox: Mailbox<CacheEvent<Item>>
    private let onEnd: @Sendable () -> Void

    init(mailbox: Mailbox<CacheEvent<Item>>, onEnd: @escaping @Sendable () -> Void) {
        self.mailbox = mailbox
        self.onEnd = onEnd
    }

    deinit {
        onEnd()
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(subscription: self)
    }

    /// The iterator of ``Subscription``. It keeps the subscription alive.
    public struct Iterator: AsyncIteratorProtocol {
        let subscription: Subscription<Item>

        public mutating func next(isolation: isolated (any Actor)? = #isolation) async throws(StoreError) -> CacheBatch<Item>? {
            guard let delivery = try await subscription.mailbox.next() else { return nil }
            return CacheBatch(events: delivery.elements, revision: delivery.revision)
        }
    }
}
