/// How much history a store keeps for lists and watches that start in the past.
///
/// A pass compacts everything that is both older than the last `keep` revisions and older than `minimumAge`; beyond `ceiling` revisions
/// age no longer protects, so that the file stays bounded at any rate of writing.
public struct RetentionPolicy: Sendable, Equatable {
    /// So many of the latest revisions are always kept.
    public var keep: UInt64
    /// Revisions younger than this are kept up to `ceiling`. Measured by the monotonic clock while the process runs; after a restart
    /// everything found counts as just written.
    public var minimumAge: Duration
    /// More revisions than this are never kept, however young (give or take what is written during a pass).
    public var ceiling: UInt64
    /// Time between passes.
    public var interval: Duration

    /// A policy of these numbers; `ceiling` is raised to `keep` if it is lower.
    public init(
        keep: UInt64 = 10_000, minimumAge: Duration = .seconds(300), ceiling: UInt64 = 100_000, interval: Duration = .seconds(30)
    ) {
        self.keep = keep
        self.minimumAge = minimumAge
        self.ceiling = max(keep, ceiling)
        self.interval = interval
    }
}
