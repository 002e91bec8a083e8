/// What is known of a stack without decoding it.
public struct StackIndexEntry: Codable, Hashable, Sendable, Identifiable {
    /// Number in the list of thirty.
    public var number: Int
    /// Short kebab-case name.
    public var id: String
    /// Name in the reference table.
    public var title: String
    /// Further numbers that mean this stack.
    public var aliasNumbers: [Int]
}
