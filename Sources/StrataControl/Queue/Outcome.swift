/// What a reconcile left behind. A thrown error means: try again, each time later.
public enum Outcome: Sendable, Equatable {
    /// Nothing to do until something changes.
    case settled
    /// Look again after this time, whatever happens.
    case again(after: Duration)
}
