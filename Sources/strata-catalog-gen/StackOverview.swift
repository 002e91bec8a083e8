import StrataCatalog

/// The overview page of `docs/stacks`: a table of all stacks, and the ledger of their disadvantages.
enum StackOverview {
    static func markdown(_ stacks: [Stack]) -> String {
        var text = "# The thirty stacks\n\n"
        text += "| # | Stack | Bottom to top | Best for | Complexity |\n|---|---|---|---|---|\n"
        let rows = stacks.flatMap { stack in [row(stack)] + stack.aliases.map { row($0, of: stack) } }
        for (_, row) in rows.sorted(by: { $0.0 < $1.0 }) { text += row }
        text += "\n## What becomes of the cons\n\n"
        let ledger = ConLedger(stacks)
        text += "| Stack | Answered | Planned | Inherent |\n|---|---|---|---|\n"
        for stack in stacks where !stack.cons.isEmpty {
            let own = ConLedger([stack])
            text += "| [\(stack.title)](\(stack.id).md) | \(Con.Verdict.allCases.map { "\(own.count($0))" }.joined(separator: " | ")) |\n"
        }
        text += "| all | \(Con.Verdict.allCases.map { "\(ledger.count($0))" }.joined(separator: " | ")) |\n"
        return text
    }

    private static func row(_ stack: Stack) -> (Int, String) {
        let path = stack.path.joined(separator: " → ")
        return (stack.number, "| \(stack.number) | [\(stack.title)](\(stack.id).md) | \(path) | \(stack.bestFor) | \(stack.complexity) |\n")
    }

    private static func row(_ alias: StackAlias, of stack: Stack) -> (Int, String) {
        let path = alias.path.joined(separator: " → ")
        return (alias.number, "| \(alias.number) | [\(alias.title)](\(stack.id).md) | \(path) | \(alias.bestFor) | \(alias.complexity) |\n")
    }
}
