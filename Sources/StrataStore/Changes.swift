/// Where a store's changes come from, one batch at a time. Implemented by stores; users iterate ``Changes``.
public protocol ChangeFeed: Sendable {
    /// The next batch, waiting for one if necessary. Called by one task at a time. Cancellable.
    ///
    /// - Returns: nil when the feed has ended without an error.
    /// - Throws: ``StoreError/lagging``, ``StoreError/compacted(oldest:)``, ``StoreError/closed``, ``StoreError/cancelled``, or what reading threw.
    func next() async throws(StoreError) -> ChangeBatch?
}

/// The changes below a prefix from a revision on: without gaps, without repetition, in order. For one iteration by one task.
///
/// What has not been received is buffered within bounds; a consumer that falls further behind gets ``StoreError/lagging`` and should ask
/// again from the last revision it has seen.
public struct Changes: AsyncSequence, Sendable {
    public typealias Element = ChangeBatch
    public typealias Failure = StoreError

    private let feed: any ChangeFeed

    /// The sequence of what `feed` gives.
    public init(_ feed: any ChangeFeed) {
        self.feed = feed
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(feed: feed)
    }

    /// The iterator of ``Changes``.
    public struct Iterator: AsyncIteratorProtocol {
        let feed: any ChangeFeed

        public mutating func next(isolation: isolated (any Actor)? = #isolation) async throws(StoreError) -> ChangeBatch? {
            try await feed.next()
        }
    }
}
