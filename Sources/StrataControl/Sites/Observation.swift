import StrataAPI
import StrataDriverKit

/// What a machine was seen to be, in the words of an instance's status.
struct Observation: Sendable {
    let machine: ObservedInstance

    init(_ machine: ObservedInstance) { self.machine = machine }

    var phase: Instance.Phase {
        if !machine.problem.isEmpty { return .failed }
        return switch machine.power {
        case .running: .running
        case .paused: .paused
        case .suspended: .suspended
        case .stopped: .stopped
        case .starting: .starting
        case .stopping: .stopping
        case .other: .unknown
        }
    }

    /// Makes of a spec what leaves everything about the machine as it is. A machine that is between two powers is wished to stay at neither.
    func follow(in spec: inout Instance.Spec) {
        if let power { spec.power = power }
        spec.cpu.cores = machine.cpuCores
        spec.memory = machine.memory
        spec.processes = machine.processes
    }

    /// Nil where the machine is between two states, or in none that could be wished for.
    private var power: Instance.Power? {
        switch machine.power {
        case .running: .running
        case .paused: .paused
        case .suspended: .suspended
        case .stopped: .stopped
        default: nil
        }
    }

    /// Whether anything that users act on differs; usage alone does not count.
    func differs(from instance: Instance) -> Bool {
        let status = instance.status
        return status.phase != phase || status.addresses != machine.addresses || status.pid != machine.pid
            || status.nativeID != machine.id.text
            || status.tags != machine.tags || status.attributes != machine.attributes
            || status.host != machine.host || status.owner != owner(of: instance) || !status.conditions.holds("Reachable")
    }

    /// The instance that is noted on the machine, where it is another.
    private func owner(of instance: Instance) -> String {
        guard let owner = machine.owner, owner != instance.metadata.uid else { return "" }
        let name = machine.ownerName.isEmpty ? "an instance" : "the instance \(machine.ownerName.printable(limit: 320))"
        let server = machine.ownerServer.isEmpty ? "" : " of the server \(machine.ownerServer.printable(limit: 320))"
        return "\(name)\(server) (UID \(owner))"
    }

    private func ownerUID(of instance: Instance) -> String {
        machine.owner.flatMap { $0 == instance.metadata.uid ? nil : $0.text.printable(limit: 64) } ?? ""
    }

    /// The same for machines that no instance differs from differently, within one run of the process.
    var fingerprint: Int {
        var hasher = Hasher()
        hasher.combine(phase)
        hasher.combine(machine.id)
        hasher.combine(machine.host)
        hasher.combine(machine.owner)
        hasher.combine(machine.addresses)
        hasher.combine(machine.pid)
        hasher.combine(machine.problem)
        hasher.combine(machine.settings)
        hasher.combine(machine.tags)
        hasher.combine(machine.attributes)
        return hasher.finalize()
    }

    func write(to instance: inout Instance, now: Timestamp = .now()) {
        let generation = instance.metadata.generation
        instance.status.phase = phase
        instance.status.nativeID = machine.id.text
        instance.status.host = machine.host
        instance.status.owner = owner(of: instance)
        instance.status.ownerUID = ownerUID(of: instance)
        instance.status.addresses = machine.addresses
        instance.status.pid = machine.pid
        instance.status.startedAt = machine.startedAt
        instance.status.tags = machine.tags
        instance.status.attributes = machine.attributes
        instance.status.usage = machine.usage
        instance.status.lastSeen = now
        if phase != .stopped, phase != .unknown { instance.status.conditions.removeAll { $0.type == "Ended" } }
        instance.status.conditions.set(Condition("Reachable", .yes, reason: "Seen", generation: generation), now: now)
        instance.status.conditions.set(readiness(of: instance), now: now)
        if instance.spec.isObserved { instance.status.observedGeneration = generation }
    }

    /// Ready means: the machine does what is wanted of it.
    private func readiness(of instance: Instance) -> Condition {
        let generation = instance.metadata.generation
        if !machine.problem.isEmpty {
            return Condition("Ready", .no, reason: "Broken", message: machine.problem.printable(limit: 600), generation: generation)
        }
        if instance.spec.isObserved {
            return Condition("Ready", phase == .running ? .yes : .no, reason: phase.rawValue, generation: generation)
        }
        // Its reconciler told how it ended, which says more.
        if instance.hasEnded, let told = instance.status.conditions["Ready"], told.reason == "Ended" { return told }
        switch (instance.spec.power, phase) {
        case (.running, .running), (.stopped, .stopped), (.paused, .paused), (.suspended, .suspended):
            return Condition("Ready", .yes, reason: phase.rawValue, generation: generation)
        default:
            return Condition(
                "Ready", .no, reason: phase.rawValue, message: "is \(phase.rawValue), should be \(instance.spec.power.rawValue)",
                generation: generation)
        }
    }
}
