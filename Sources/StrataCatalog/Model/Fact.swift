/// Something known about a stack, with where it is known from.
public struct Fact: Codable, Hashable, Sendable {
    /// What the fact is about.
    public var key: FactKey
    /// The fact as words of a fixed vocabulary where the key has one, else as short phrases.
    public var values: [String]
    /// Limits and conditions, in a sentence; empty when there is nothing to add.
    public var note: String
    /// Where it is known from.
    public var source: Source

    package init(
        key: FactKey, values: [String], note: String, source: Source
    ) {
        self.key = key
        self.values = values
        self.note = note
        self.source = source
    }
}
