/// Which keys have a term: a second way to items, for questions that the order of keys does not answer.
struct TermIndex<Item: Sendable>: Sendable {
    /// The terms of an item. Equal items must have equal terms.
    private let terms: @Sendable (Item) -> [String]
    /// The keys of terms that one key has, as most terms do: identities need no set of their own.
    private var single: [String: String] = [:]
    private var shared: [String: Set<String>] = [:]

    init(_ terms: @escaping @Sendable (Item) -> [String]) { self.terms = terms }

    /// How many keys have a term.
    func count(_ term: String) -> Int { shared[term]?.count ?? (single[term] == nil ? 0 : 1) }

    /// The keys that have a term, in no order.
    subscript(term: String) -> [String] { shared[term].map { Array($0) } ?? single[term].map { [$0] } ?? [] }

    /// Takes in that the item at a key was replaced, began to exist, or ceased to.
    mutating func replace(_ old: Item?, with new: Item?, at key: String) {
        let before = old.map(terms) ?? []
        let after = new.map(terms) ?? []
        guard before != after else { return }
        for term in before where !after.contains(term) { remove(key, from: term) }
        for term in after where !before.contains(term) { add(key, to: term) }
    }

    private mutating func add(_ key: String, to term: String) {
        if shared[term]?.insert(key) != nil { return }
        guard let other = single.updateValue(key, forKey: term), other != key else { return }
        single[term] = nil
        shared[term] = [other, key]
    }

    private mutating func remove(_ key: String, from term: String) {
        guard shared[term]?.remove(key) != nil else {
            if single[term] == key { single[term] = nil }
            return
        }
        guard let rest = shared[term], rest.count == 1, let last = rest.first else { return }
        shared[term] = nil
        single[term] = last
    }
}
