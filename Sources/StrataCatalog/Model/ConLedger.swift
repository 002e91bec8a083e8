/// All disadvantages of some stacks with what Strata does about each, and their counts.
public struct ConLedger: Codable, Hashable, Sendable {
    /// One disadvantage of one stack.
    public struct Entry: Codable, Hashable, Sendable {
        /// The stack's number.
        public var number: Int
        /// The stack's id.
        public var stack: String
        /// The disadvantage and its verdict.
        public var con: Con
    }

    /// In order of stack, then of the stack's own list.
    public var entries: [Entry]

    /// The ledger of these stacks.
    public init(_ stacks: [Stack]) {
        entries = stacks.flatMap { stack in stack.cons.map { Entry(number: stack.number, stack: stack.id, con: $0) } }
    }

    /// How many disadvantages have a verdict.
    public func count(_ verdict: Con.Verdict) -> Int { entries.count { $0.con.verdict == verdict } }
}
