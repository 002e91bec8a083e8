/// Items below a prefix, in key order, all as they were at one revision.
public struct CachePage<Item: Sendable>: Sendable {
    /// The items, sorted by the bytes of their keys.
    public var items: [Item]
    /// The revision at which all of them were current.
    public var revision: Revision
    /// The key of the last item: what the next page comes after. Nil when there are no items.
    public var lastKey: String?
    /// How many items below the prefix follow the last one given here. 0 unless a limit cut the page short.
    public var remaining: Int
}
