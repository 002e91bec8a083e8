/// How far the keeping of an instance's moment is: a Snapshot's, which is part of the machine, or a Backup's, which is kept apart from it.
public enum MomentPhase: String, Sendable, CaseIterable {
    /// It waits for its turn, or for what it needs.
    case pending = "Pending"
    case taking = "Taking"
    case ready = "Ready"
    /// It was refused, and is not tried again: a later moment would be another one.
    case failed = "Failed"
    case deleting = "Deleting"
}
