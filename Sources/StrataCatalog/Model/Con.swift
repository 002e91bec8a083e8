/// A disadvantage of a stack, with what Strata does about it.
public struct Con: Codable, Hashable, Sendable {
    /// The disadvantage.
    public var text: String
    /// What becomes of it.
    public var verdict: Verdict
    /// For `answered` and `planned` the feature; for `inherent` the reason why no software removes it.
    public var because: String

    /// What becomes of a disadvantage under Strata.
    public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
        /// A feature that exists removes it.
        case answered
        /// A feature that does not exist yet will remove it.
        case planned
        /// No software on top of the stack can remove it.
        case inherent
    }
}
