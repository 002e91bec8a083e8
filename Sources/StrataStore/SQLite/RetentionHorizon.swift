/// Where a ``RetentionPolicy`` lets compaction go, from what was observed at past passes.
struct RetentionHorizon {
    private let policy: RetentionPolicy
    /// The revision the store stood at, at instants of the past; ascending.
    private var seen: [(instant: ContinuousClock.Instant, revision: Revision)]

    init(policy: RetentionPolicy, now: ContinuousClock.Instant, revision: Revision) {
        self.policy = policy
        seen = [(now, revision)]
    }

    /// Notes where the store stands now.
    ///
    /// - Returns: the revision up to which history may be forgotten.
    mutating func advance(now: ContinuousClock.Instant, current: Revision) -> Revision {
        seen.append((now, current))
        let aged = seen.lastIndex { $0.instant + policy.minimumAge <= now }
        if let aged { seen.removeFirst(aged) }
        let byAge = aged == nil ? Revision.initial : seen[0].revision
        return min(revision(policy.keep, before: current), max(byAge, revision(policy.ceiling, before: current)))
    }

    private func revision(_ count: UInt64, before current: Revision) -> Revision {
        let (value, isTooFar) = current.rawValue.subtractingReportingOverflow(count)
        return isTooFar ? .initial : max(.initial, Revision(rawValue: value))
    }
}
