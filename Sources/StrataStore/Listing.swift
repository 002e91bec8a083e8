/// Entries below a prefix as they all were at one revision.
public struct Listing: Sendable {
    /// The entries, sorted by the bytes of their keys.
    public var entries: [Entry]
    /// The revision at which all of them were read.
    public var revision: Revision
    /// How many entries below the prefix follow the last one given here. 0 unless a limit cut the list short.
    public var remaining: Int

    /// A listing of these parts.
    public init(entries: [Entry], revision: Revision, remaining: Int) {
        self.entries = entries
        self.revision = revision
        self.remaining = remaining
    }
}
