/// Stacks side by side: one row per fact, rows in which they differ first.
public struct Comparison: Codable, Hashable, Sendable {
    /// One fact of all the stacks.
    public struct Row: Codable, Hashable, Sendable {
        /// The fact's key, or `chain`, `bestFor`, `complexity`.
        public var key: String
        /// The row's heading.
        public var title: String
        /// One text per stack; a dash where nothing is recorded.
        public var cells: [String]
        /// Whether the stacks differ in it. Remarks in brackets do not count.
        public var differs: Bool
    }

    /// The stacks' ids.
    public var stacks: [String]
    /// The stacks' titles.
    public var titles: [String]
    /// Differing rows first, otherwise in the facts' order.
    public var rows: [Row]

    /// Compares any number of stacks.
    public init(_ stacks: [Stack]) {
        self.stacks = stacks.map(\.id)
        titles = stacks.map(\.title)
        var rows = [
            Self.row("chain", "Chain", stacks.map { [$0.chain.joined(separator: " → ")] }, notes: []),
            Self.row("bestFor", "Best for", stacks.map { [$0.bestFor] }, notes: []),
            Self.row("complexity", "Complexity", stacks.map { [$0.complexity] }, notes: []),
        ]
        for key in FactKey.allCases where stacks.contains(where: { $0.fact(key) != nil }) {
            rows.append(Self.row(key.rawValue, key.title, stacks.map { $0.values(key) }, notes: stacks.map { $0.fact(key)?.note ?? "" }))
        }
        self.rows = rows.filter(\.differs) + rows.filter { !$0.differs }
    }

    private static func row(_ key: String, _ title: String, _ values: [[String]], notes: [String]) -> Row {
        let cells = values.indices.map { index in
            let text = values[index].isEmpty ? "—" : values[index].joined(separator: ", ")
            return index < notes.count && !notes[index].isEmpty ? "\(text) (\(notes[index]))" : text
        }
        return Row(key: key, title: title, cells: cells, differs: Set(values.map(Set.init)).count > 1)
    }
}
