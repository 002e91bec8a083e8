/// Which stack suits given needs, why, what comes next, and what would change the answer. The same needs always give the same answer.
public struct Recommendation: Codable, Hashable, Sendable {
    /// A reason with the fact and source it rests on.
    public struct Reason: Codable, Hashable, Sendable {
        /// The reason in words.
        public var text: String
        /// Points for or against; 0 where a hard need was simply met.
        public var points: Int
        /// The need it answers, such as `guest=windows`; nil for a general trait.
        public var need: String?
        /// The fact it rests on.
        public var fact: FactKey?
        /// Where that fact is known from.
        public var source: Source?
    }

    /// A stack that meets every hard need.
    public struct Candidate: Codable, Hashable, Sendable {
        /// The stack's number.
        public var number: Int
        /// The stack's id.
        public var stack: String
        /// The stack's title.
        public var title: String
        /// Sum of the reasons' points.
        public var score: Int
        /// Hard needs, then wishes, then general traits.
        public var reasons: [Reason]
    }

    /// A stack that fails a hard need.
    public struct Exclusion: Codable, Hashable, Sendable {
        /// The stack's number.
        public var number: Int
        /// The stack's id.
        public var stack: String
        /// The stack's title.
        public var title: String
        /// One reason per failed need.
        public var reasons: [Reason]
    }

    /// A change of needs that changes the answer.
    public struct Change: Codable, Hashable, Sendable {
        /// The change in words.
        public var text: String
        /// The need that would be dropped or added.
        public var need: String
        /// The stack that would be recommended then; nil when none would be left.
        public var stack: String?
    }

    /// The needs this answers.
    public var needs: Needs
    /// The best candidate; nil when no stack meets the hard needs.
    public var choice: Candidate?
    /// The second best.
    public var runnerUp: Candidate?
    /// The rest in order.
    public var others: [Candidate]
    /// The stacks left out, in order of number.
    public var excluded: [Exclusion]
    /// What would change the answer.
    public var changes: [Change]
}
