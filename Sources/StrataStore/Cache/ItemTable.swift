/// The items of a cache: by their keys, in order, and by the terms of its indexes.
struct ItemTable<Item: Sendable>: Sendable {
    private(set) var items = SortedIndex<Item>()
    private(set) var indexes: [String: TermIndex<Item>]

    /// - Parameter indexes: the terms of an item, by the name of the index that they are for.
    init(indexes: [String: @Sendable (Item) -> [String]]) { self.indexes = indexes.mapValues(TermIndex.init) }

    /// Puts an item at a key. Gives what was there before.
    @discardableResult
    mutating func put(_ item: Item, at key: String) -> Item? {
        let previous = items.put(item, at: key)
        for name in indexes.keys { indexes[name]?.replace(previous, with: item, at: key) }
        return previous
    }

    /// Takes a key out. Gives what was there.
    @discardableResult
    mutating func remove(_ key: String) -> Item? {
        let previous = items.remove(key)
        for name in indexes.keys { indexes[name]?.replace(previous, with: nil, at: key) }
        return previous
    }
}
