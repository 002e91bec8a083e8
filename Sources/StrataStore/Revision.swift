/// A point in a store's history: one global number that every committed write raises by one.
///
/// An empty store stands at revision 1, so its first write gets 2. Revisions are not derived from time: neither compaction, nor a restart,
/// nor a clock that jumps ever makes one smaller or gives it out twice.
public struct Revision: RawRepresentable, Comparable, Hashable, Sendable, CustomStringConvertible {
    /// The number itself, as used for a resourceVersion.
    public let rawValue: UInt64

    /// The revision with this number.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Where an empty store stands.
    public static let initial = Revision(rawValue: 1)

    /// The revision that directly follows this one.
    public var next: Revision { Revision(rawValue: rawValue + 1) }

    /// The number in decimal.
    public var description: String { String(rawValue) }

    public static func < (left: Revision, right: Revision) -> Bool {
        left.rawValue < right.rawValue
    }
}
