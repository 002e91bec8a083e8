/// Sums over the items of each group, kept as items come and go, so that no question about a group looks at its items.
struct Totals<Item: Sendable>: Sendable {
    /// The group of an item and what it adds to the group's sums; nil for one that adds nothing.
    typealias Share = @Sendable (Item) -> (group: String, amounts: SIMD4<Int64>)?

    private let share: Share
    private var sums: [String: SIMD4<Int64>] = [:]

    init(_ share: @escaping Share) { self.share = share }

    /// A group's sums; zeros for one without items.
    subscript(group: String) -> SIMD4<Int64> { sums[group] ?? .zero }

    /// Takes in that an item was replaced, began to exist, or ceased to.
    mutating func replace(_ old: Item?, with new: Item?) {
        let (before, after) = (old.flatMap(share), new.flatMap(share))
        if let before, let after, before == after { return }
        if let before { add(before.group, .zero &- before.amounts) }
        if let after { add(after.group, after.amounts) }
    }

    private mutating func add(_ group: String, _ amounts: SIMD4<Int64>) {
        let sum = self[group] &+ amounts
        sums[group] = sum == .zero ? nil : sum
    }
}
