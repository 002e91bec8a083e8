public import StrataAPI
public import StrataStore

/// What happens to the objects of a selection, as an asynchronous sequence for one consumer.
public struct ObjectWatch: AsyncSequence, Sendable {
    /// One thing to tell the watcher.
    public enum Signal: Sendable {
        case event(WatchEventType, StoredObject)
        /// Everything up to this revision has been told. The flag marks the end of the initial events.
        case bookmark(Revision, endsInitialEvents: Bool)
    }

    public typealias Element = [Signal]
    public typealias Failure = APIError

    let kind: ResourceKind
    let request: WatchRequest
    let initial: [StoredObject]
    let start: Revision
    /// Nil for objects that never change.
    let subscription: Subscription<StoredObject>?

    /// How often a watcher of what never changes is told so.
    static let quietInterval = Duration.seconds(20)

    public func makeAsyncIterator() -> Iterator {
        Iterator(watch: self, source: subscription?.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
        let watch: ObjectWatch
        var source: Subscription<StoredObject>.Iterator?
        var hasBegun = false

        /// What comes next, several at once where they come together; nil when the server stops.
        ///
        /// - Throws: an ``APIError`` with reason `Expired` when the watcher fell behind and must list again.
        public mutating func next(isolation: isolated (any Actor)? = #isolation) async throws(APIError) -> [Signal]? {
            if !hasBegun {
                hasBegun = true
                var signals = watch.initial.map { Signal.event(.added, $0) }
                if watch.request.sendsInitialEvents { signals.append(.bookmark(watch.start, endsInitialEvents: true)) }
                if !signals.isEmpty { return signals }
            }
            while true {
                let batch: CacheBatch<StoredObject>
                do {
                    guard source != nil else { return await quiet() }
                    guard let next = try await source?.next(isolation: isolation) else { return nil }
                    batch = next
                } catch {
                    throw APIError(store: error, watch.kind)
                }
                var signals = batch.events.compactMap(watch.signal)
                if batch.events.isEmpty, watch.request.wantsBookmarks {
                    signals.append(.bookmark(batch.revision, endsInitialEvents: false))
                }
                if !signals.isEmpty { return signals }
            }
        }

        /// The next bookmark where nothing ever happens; nil once the watcher is gone.
        private func quiet() async -> [Signal]? {
            do {
                try await Task.sleep(for: ObjectWatch.quietInterval)
            } catch {
                return nil
            }
            return watch.request.wantsBookmarks ? [.bookmark(watch.start, endsInitialEvents: false)] : []
        }
    }

    /// What an event means within the selection: an object that comes to match is added, one that ceases to is deleted.
    private func signal(_ event: CacheEvent<StoredObject>) -> Signal? {
        let selection = request.selection
        let was = event.previous.map(selection.matches) ?? false
        let matches = event.kind == .put && selection.matches(event.item)
        switch (was, matches) {
        case (false, true): return .event(.added, event.item)
        case (true, true): return .event(.modified, event.item)
        case (true, false): return .event(.deleted, event.item)
        case (false, false): return nil
        }
    }
}

extension ObjectService {
    /// Begins a watch. Events that happen from here on are not missed, even before the iteration begins.
    public func watch(_ kind: ResourceKind, _ request: WatchRequest) async throws(APIError) -> ObjectWatch {
        if let collection = collections[kind] {
            let initial = try collection.initial(request)
            return ObjectWatch(kind: kind, request: request, initial: initial, start: collection.revision, subscription: nil)
        }
        let cache = try cache(kind)
        let prefix = try codec(kind).prefix(namespace: request.selection.namespace)
        do {
            if let after = request.after, !request.sendsInitialEvents {
                let subscription = try cache.subscribe(prefix: prefix, after: after)
                return ObjectWatch(kind: kind, request: request, initial: [], start: after, subscription: subscription)
            }
            let snapshot = cache.snapshot(prefix: prefix)
            let subscription = try cache.subscribe(prefix: prefix, after: snapshot.revision)
            return ObjectWatch(
                kind: kind, request: request, initial: snapshot.items.filter(request.selection.matches), start: snapshot.revision,
                subscription: subscription)
        } catch {
            throw APIError(store: error, kind)
        }
    }
}
