/// Which keys have a term: a second way to items, for questions that the order of keys does not answer.
struct TermIndex<Item: Sendable>: Sendable {
    private enum Keys: Sendable {
        /// Most terms are identities, which one key has; those need no set of their own.
        case one(String)
        case many(Set<String>)
    }

    /// The terms of an item. Equal items must have equal terms.
    let terms: @Sendable (Item) -> [String]
    private var keys: [String: Keys] = [:]

    init(_ terms: @escaping @Sendable (Item) -> [String]) { self.terms = terms }

    /// How many keys have a term.
    func count(_ term: String) -> Int {
        switch keys[term] {
        case nil: 0
        case .one: 1
        case .many(let keys): keys.count
        }
    }

    /// The keys that have a term, in no order.
    subscript(term: String) -> [String] {
        switch keys[term] {
        case nil: []
        case .one(let key): [key]
        case .many(let keys): Array(keys)
        }
    }

    /// Takes in that the item at a key was replaced, began to exist, or ceased to.
    mutating func replace(_ old: Item?, with new: Item?, at key: String) {
        let before = old.map(terms) ?? []
        let after = new.map(terms) ?? []
        guard before != after else { return }
        for term in before where !after.contains(term) { remove(key, from: term) }
        for term in after where !before.contains(term) { add(key, to: term) }
    }

    private mutating func add(_ key: String, to term: String) {
        switch keys[term] {
        case nil: keys[term] = .one(key)
        case .one(let other): if other != key { keys[term] = .many([other, key]) }
        case .many(var set):
            // Let go of the stored set first, so that it is changed in place.
            keys[term] = .one(key)
            set.insert(key)
            keys[term] = .many(set)
        }
    }

    private mutating func remove(_ key: String, from term: String) {
        switch keys[term] {
        case nil: break
        case .one(let other): if other == key { keys[term] = nil }
        case .many(var set):
            keys[term] = nil
            set.remove(key)
            keys[term] = set.count > 1 ? .many(set) : set.first.map { .one($0) }
        }
    }
}
