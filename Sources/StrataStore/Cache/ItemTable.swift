/// The items of a cache: by their keys, in order, and by the terms of its indexes.
struct ItemTable<Item: Sendable>: Sendable {
    private(set) var items = SortedIndex<Item>()
    /// In an array, since going through a dictionary holds on to it, and what is held on to is copied when it is changed.
    private var indexes: [(name: String, index: TermIndex<Item>)]

    /// What the items of each group have together.
    private(set) var totals: Totals<Item>

    /// - Parameters:
    ///   - indexes: the terms of an item, by the name of the index that they are for.
    ///   - share: what an item adds to the sums of its group.
    init(indexes: [String: @Sendable (Item) -> [String]], share: @escaping Totals<Item>.Share = { _ in nil }) {
        totals = Totals(share)
        self.indexes = indexes.map { (name: $0.key, index: TermIndex($0.value)) }
    }

    /// The index of a name.
    func index(_ name: String) -> TermIndex<Item>? { indexes.first { $0.name == name }?.index }

    /// Puts an item at a key. Gives what was there before.
    @discardableResult
    mutating func put(_ item: Item, at key: String) -> Item? {
        let previous = items.put(item, at: key)
        for position in indexes.indices { indexes[position].index.replace(previous, with: item, at: key) }
        totals.replace(previous, with: item)
        return previous
    }

    /// Takes a key out. Gives what was there.
    @discardableResult
    mutating func remove(_ key: String) -> Item? {
        let previous = items.remove(key)
        for position in indexes.indices { indexes[position].index.replace(previous, with: nil, at: key) }
        totals.replace(previous, with: nil)
        return previous
    }
}
