import StrataAPI
import StrataDriverKit
import StrataResources

extension InstanceConvergence {
    /// How the machine ended by itself; nil where it did not: it was never brought to run, a revert stopped it, or somebody wants it started.
    func ending(of found: ObservedInstance) -> Instance.Exit? {
        guard instance.spec.power != .stopped, found.power == .stopped, found.problem.isEmpty, let before = instance.status.power,
            before != .stopped, !context.restarts.isWanted(instance.name),
            isTold || instance.status.operation?.name != SnapshotSessions.operation
        else { return nil }
        var exit = found.exit ?? .unknown
        if let known = instance.status.lastExit, isTold {
            // The same end, seen again; when it was first seen is the better time.
            if exit.reason == "Unknown" { return known }
            exit.finishedAt = known.finishedAt
            return exit
        }
        if exit.finishedAt == nil { exit.finishedAt = .now() }
        return exit
    }

    /// Whether the end that is seen was written down already.
    private var isTold: Bool { instance.hasEnded || instance.status.conditions["Ready"]?.reason == Self.ended }

    private static let ended = "Ended"

    /// Whether the machine is to be started again.
    func restarts(after exit: Instance.Exit) -> Bool {
        switch instance.spec.restart {
        case .always: true
        case .onFailure: !exit.isSuccess
        case .never: false
        }
    }

    /// How long the next start has to wait; nil for not at all.
    func pause(after exit: Instance.Exit?) -> Duration? {
        let uid = instance.metadata.uid
        // Who asks for a restart, or for a revert, had it stopped.
        if context.restarts.isWanted(instance.name) || instance.status.operation?.name == SnapshotSessions.operation {
            context.pace.forget(uid)
            return nil
        }
        // After a restart of the server, what it knew of the pace is in the status.
        if let exit, let now = exit.finishedAt, let before = instance.status.lastExit?.finishedAt {
            context.pace.recall(uid, ended: instance.status.restarts, since: now.since(before))
        }
        return context.pace.wait(uid)
    }

    /// Notes that the machine is started again because it had ended.
    mutating func noteRestart(after exit: Instance.Exit) {
        instance.status.restarts += 1
        instance.status.lastExit = exit
        let kind: Event.EventType = exit.isSuccess ? .normal : .warning
        context.events.record(
            kind, "Restarting", "it ended \(exit.words), and is started again, since spec.restart is \(instance.spec.restart.rawValue)",
            about: instance)
    }

    /// The machine ended by itself and stays as it is.
    func leave(_ found: ObservedInstance, _ exit: Instance.Exit, _ comparison: Comparison) async throws -> Outcome {
        let name = instance.metadata.name
        let message =
            "it ended \(exit.words) and stays stopped, since spec.restart is \(instance.spec.restart.rawValue); `strata start \(name)` starts it"
        let isNews = !instance.hasEnded
        let (observation, generation, settings) = (Observation(found), instance.metadata.generation, comparison.settings)
        let power = instance.spec.power
        try await context.store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            observation.write(to: &instance, now: isNews ? .now() : instance.status.lastSeen ?? .now())
            instance.status.operation = nil
            if comparison.missing == nil { instance.status.observedGeneration = generation }
            instance.status.power = power
            instance.status.lastExit = exit
            if let settings { instance.status.settings = settings }
            if comparison.wasUpdated || settings != nil || comparison.missing != nil { comparison.write(to: &instance, generation) }
            let reason = exit.reason.isEmpty ? "Unknown" : exit.reason
            instance.status.conditions.set(Condition("Ended", .yes, reason: reason, message: message, generation: generation))
            instance.status.conditions.set(Condition("Ready", .no, reason: Self.ended, message: message, generation: generation))
        }
        if isNews { context.events.record(exit.isSuccess ? .normal : .warning, Self.ended, message, about: instance) }
        return .settled
    }

    /// The machine ended by itself right after it was started. The next start follows later, each time later than before.
    func waitToStart(_ pause: Duration, _ exit: Instance.Exit?) async throws -> Outcome {
        let name = instance.metadata.name
        let how = exit.map { " \($0.words)" } ?? ""
        let message =
            "it ended\(how) right after it was started, and is started again, each time later; `strata logs \(name)` shows what it said"
        let isNews = instance.status.conditions["Ready"]?.reason != Self.ended
        try await context.store.changeStatus(instance.name, uid: instance.metadata.uid) { instance in
            instance.status.phase = .stopped
            instance.status.operation = nil
            if let exit { instance.status.lastExit = exit }
            instance.status.conditions.set(
                Condition("Ready", .no, reason: Self.ended, message: message, generation: instance.metadata.generation))
        }
        if isNews { context.events.record(.warning, Self.ended, message, about: instance) }
        return .again(after: pause)
    }
}
