/// One change as a cache's subscribers see it. The item was decoded once and is shared by all of them.
public struct CacheEvent<Item: Sendable>: Sendable {
    /// What happened to the key.
    public var kind: Change.Kind
    /// The key that was written.
    public var key: String
    /// The revision of the write.
    public var revision: Revision
    /// The item as this change left it. For a deletion: decoded from the last value, with `modified` being the revision of the deletion.
    public var item: Item
    /// The item as it was before; nil when the change created the key.
    public var previous: Item?
}

/// What a subscriber receives at once: events, and how far it has now seen everything.
public struct CacheBatch<Item: Sendable>: Sendable {
    /// Events in the order of their revisions. Empty in a pure progress mark.
    public var events: [CacheEvent<Item>]
    /// With this batch, every event below the subscription's prefix up to and including this revision has been received: good for a bookmark.
    public var revision: Revision
}
