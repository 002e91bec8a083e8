/// What became of one contract at one site.
public struct ContractResult: Sendable, Hashable {
    public enum Verdict: Sendable, Hashable {
        case kept
        /// In what way it was broken.
        case broken(String)
        /// Why it could not be tried.
        case notTried(String)
    }

    public var id: String
    /// The ability it is about; empty for what every driver must do.
    public var ability: String
    public var promise: String
    public var verdict: Verdict
    public var duration: Duration

    public init(id: String, ability: String, promise: String, verdict: Verdict, duration: Duration) {
        self.id = id
        self.ability = ability
        self.promise = promise
        self.verdict = verdict
        self.duration = duration
    }

    public var isBroken: Bool { if case .broken = verdict { true } else { false } }
}

/// A whole run.
public struct ConformanceReport: Sendable, Hashable {
    public var stack: String
    public var site: String
    /// The stack's version there, as it names itself.
    public var version: String
    public var results: [ContractResult]
    public var duration: Duration

    public init(stack: String, site: String, version: String, results: [ContractResult], duration: Duration) {
        self.stack = stack
        self.site = site
        self.version = version
        self.results = results
        self.duration = duration
    }

    public var broken: [ContractResult] { results.filter(\.isBroken) }

    /// How many were kept, broken and not tried.
    public var counts: (kept: Int, broken: Int, notTried: Int) {
        let kept = results.count { $0.verdict == .kept }
        let broken = broken.count
        return (kept, broken, results.count - kept - broken)
    }
}
