/// The items of a cache: by their keys, in order, and by the terms of its indexes.
struct ItemTable<Item: Sendable>: Sendable {
    private(set) var items = SortedIndex<Item>()
    /// In an array, since going through a dictionary holds on to it, and what is held on to is copied when it is changed.
    private var indexes: [(name: String, index: TermIndex<Item>)]

    /// - Parameter indexes: the terms of an item, by the name of the index that they are for.
    init(indexes: [String: @Sendable (Item) -> [String]]) {
        self.indexes = indexes.map { (name: $0.key, index: TermIndex($0.value)) }
    }

    /// The index of a name.
    func index(_ name: String) -> TermIndex<Item>? { indexes.first { $0.name == name }?.index }

    /// Puts an item at a key. Gives what was there before.
    @discardableResult
    mutating func put(_ item: Item, at key: String) -> Item? {
        let previous = items.put(item, at: key)
        for position in indexes.indices { indexes[position].index.replace(previous, with: item, at: key) }
        return previous
    }

    /// Takes a key out. Gives what was there.
    @discardableResult
    mutating func remove(_ key: String) -> Item? {
        let previous = items.remove(key)
        for position in indexes.indices { indexes[position].index.replace(previous, with: nil, at: key) }
        return previous
    }
}
