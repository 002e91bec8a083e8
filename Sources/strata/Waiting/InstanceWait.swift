import StrataAPI
import StrataClient

/// Waits until an instance is as asked, telling how far it is.
struct InstanceWait: Sendable {
    /// What is waited for.
    enum Goal: Sendable, Hashable {
        case power(Instance.Power)
        /// Looked at since it was changed, and changed as far as can be now.
        case applied
        /// Running, and with a first process started after the given moment, nil for one that did not run.
        case restarted(after: Timestamp?)
    }

    let context: ClientContext
    let name: ObjectName
    let goal: Goal
    let timeout: TimeSpan
    /// The instance as the server answered, before anything was done about what was asked: a refusal that it told of then may be of before.
    var before: Instance?

    /// Waits, and returns the instance as it was when the goal was met.
    ///
    /// - Throws: ``CommandFailure`` where the instance failed, vanished, or the time is up.
    func run(_ progress: Progress, what: String) async throws -> Instance {
        let latest = Latest<Instance>()
        do {
            try await Deadline.within(timeout.duration) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await followImages(progress, latest) }
                    defer { group.cancelAll() }
                    try await followInstance(progress, latest, what: what)
                }
            }
        } catch is Deadline.Passed {
            let state = latest.value.map { Self.state($0) } ?? "no word of it"
            throw CommandFailure(
                what, cause: "not done within \(timeout): \(state)",
                hint: "it goes on; `strata describe instance \(name.name)` tells more, --timeout waits longer")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let instance = latest.value else { throw CommandFailure(what, cause: "it was not seen") }
        return instance
    }

    private func followInstance(_ progress: Progress, _ latest: Latest<Instance>, what: String) async throws {
        let follower = ObjectFollower(client: context.client, kind: Instance.kind, name: name)
        try await follower.follow { json in
            guard let json, let instance = Instance(json: json) else {
                throw CommandFailure(what, cause: "the instance was deleted meanwhile", status: .notFound)
            }
            latest.set(instance)
            if let reason = failure(of: instance) {
                throw CommandFailure(what, cause: reason, hint: "`strata describe instance \(name.name)` tells more")
            }
            let phase = instance.status.phase.rawValue.lowercased()
            progress.show("\(name.name): \(phase)", detail: Self.message(of: instance))
            return isMet(by: instance)
        }
    }

    /// Shows how far the instance's image is, while the instance waits for it.
    private func followImages(_ progress: Progress, _ latest: Latest<Instance>) async throws {
        do throws(ClientError) {
            for try await event in context.client.watch(Image.kind, namespace: name.namespace) {
                guard event.change != .deleted, let image = Image(json: event.object), image.status.phase == .building,
                    let instance = latest.value,
                    instance.spec.image == image.spec.source || Image.source(instance.spec.image, for: .virtualMachine) == image.spec.source
                        || instance.spec.image == image.metadata.name
                else { continue }
                let percent = image.status.progress.map { "\($0)%" } ?? ""
                progress.show(
                    "\(name.name): building image \(instance.spec.image)",
                    detail: percent + (percent.isEmpty ? "" : " ") + image.status.message)
            }
        } catch {
            // Who may not look at images still gets their instance; only the percentage is missing.
        }
    }

    private func isMet(by instance: Instance) -> Bool {
        let isJudged = instance.status.observedGeneration >= instance.metadata.generation
        switch goal {
        case .power(.running): return isJudged && (instance.status.phase == .running || instance.hasEnded)
        case .power(.stopped): return isJudged && instance.status.phase == .stopped
        case .power(.paused): return isJudged && instance.status.phase == .paused
        case .power(.suspended): return isJudged && instance.status.phase == .suspended
        case .applied: return isJudged && instance.status.operation == nil
        case .restarted(let before):
            guard instance.status.phase == .running, let started = instance.status.startedAt else { return false }
            return before.map { started > $0 } ?? true
        }
    }

    private func failure(of instance: Instance) -> String? {
        if let refusal = refusal(of: instance) { return refusal }
        if instance.hasEnded, instance.status.lastExit?.isSuccess == false, goal == .power(.running) { return Self.message(of: instance) }
        // One that was never made has a condition alone that says of which wish it speaks.
        let judged = max(instance.status.observedGeneration, instance.status.conditions["Ready"]?.observedGeneration ?? 0)
        guard instance.status.phase == .failed, judged >= instance.metadata.generation else { return nil }
        let message = Self.message(of: instance)
        return message.isEmpty ? "the instance failed" : message
    }

    /// Why what is asked for now was refused: waiting changes nothing about that. A restart does not depend on whether all that is wished was taken.
    private func refusal(of instance: Instance) -> String? {
        if case .restarted = goal { return nil }
        guard let ready = instance.status.conditions["Ready"], ["Refused", "NotOwned"].contains(ready.reason),
            ready.observedGeneration >= instance.metadata.generation, ready != before?.status.conditions["Ready"],
            goal == .applied || !isMet(by: instance)
        else { return nil }
        return ready.message
    }

    static func message(of instance: Instance) -> String {
        guard let ready = instance.status.conditions["Ready"], ready.status != .yes else { return "" }
        return ready.message.isEmpty ? ready.reason : ready.message
    }

    private static func state(_ instance: Instance) -> String {
        let message = message(of: instance)
        return instance.status.phase.rawValue + (message.isEmpty ? "" : ", \(message)")
    }
}
