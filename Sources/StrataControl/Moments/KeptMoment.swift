import StrataAPI
import StrataResources

/// A moment of an instance that is wanted, or kept: a Snapshot or a Backup.
protocol KeptMoment: Resource {
    /// Who holds the object until the stack has nothing of it any more.
    static var finalizer: String { get }
    /// The instance, by its name in the same namespace.
    var instance: String { get }
    var phase: MomentPhase { get set }
    var observedGeneration: Int { get set }
    var conditions: [Condition] { get set }
}

extension Snapshot: KeptMoment {
    var instance: String { spec.instance }

    var phase: MomentPhase {
        get { status.phase }
        set { status.phase = newValue }
    }

    var observedGeneration: Int {
        get { status.observedGeneration }
        set { status.observedGeneration = newValue }
    }

    var conditions: [Condition] {
        get { status.conditions }
        set { status.conditions = newValue }
    }
}

extension Backup: KeptMoment {
    var instance: String { spec.instance }

    var phase: MomentPhase {
        get { status.phase }
        set { status.phase = newValue }
    }

    var observedGeneration: Int {
        get { status.observedGeneration }
        set { status.observedGeneration = newValue }
    }

    var conditions: [Condition] {
        get { status.conditions }
        set { status.conditions = newValue }
    }
}
