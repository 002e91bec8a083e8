/// A second number under which the list of thirty names the same stack.
public struct StackAlias: Codable, Hashable, Sendable {
    /// The number that is no stack of its own.
    public var number: Int
    /// The reference table's name for it.
    public var title: String
    /// The heading's way from hardware to workload.
    public var chain: [String]
    /// The reference table's layers column, verbatim.
    public var path: [String]
    /// What the reference table finds it best for.
    public var bestFor: String
    /// The reference table's rating.
    public var complexity: String

    package init(
        number: Int, title: String, chain: [String], path: [String], bestFor: String, complexity: String
    ) {
        self.number = number
        self.title = title
        self.chain = chain
        self.path = path
        self.bestFor = bestFor
        self.complexity = complexity
    }
}
