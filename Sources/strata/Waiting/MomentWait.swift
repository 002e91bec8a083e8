import StrataAPI
import StrataClient

/// Waits until a Snapshot or a Backup is taken, and shows how it goes on.
struct MomentWait<Moment: Resource>: Sendable {
    let context: ClientContext
    let waiting: WaitOptions
    /// The moment's name in the namespace of the command.
    let name: String
    /// What fails, as a sentence's beginning.
    let what: String
    /// `strata snapshot`, `strata backup`.
    let command: String
    let phase: @Sendable (Moment) -> MomentPhase
    let conditions: @Sendable (Moment) -> [Condition]

    /// - Throws: ``CommandFailure`` where it failed, was deleted meanwhile or was not taken in time.
    func run() async throws -> Moment {
        let latest = Latest<Moment>()
        let follower = ObjectFollower(client: context.client, kind: Moment.kind, name: context.name(Moment.kind, name))
        do {
            try await Progress.during(context.printer.messages) { progress in
                try await Deadline.within(waiting.timeout.duration) {
                    try await follower.follow { json in
                        guard let json, let moment = Moment(json: json) else {
                            throw CommandFailure(what, cause: "it was deleted meanwhile", status: .notFound)
                        }
                        latest.set(moment)
                        let message = conditions(moment)["Ready"].map { $0.status == .yes ? "" : $0.message } ?? ""
                        if phase(moment) == .failed {
                            throw CommandFailure(what, cause: message, hint: "remove it with `\(command) rm \(name)`, and try again")
                        }
                        progress.show("\(name): \(phase(moment).rawValue.lowercased())", detail: message)
                        return phase(moment) == .ready
                    }
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(
                what, cause: "not taken within \(waiting.timeout)",
                hint: "it goes on; `strata describe \(Moment.kind.singular) \(name)` tells more")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let moment = latest.value else { throw CommandFailure(what, cause: "it was not seen") }
        return moment
    }
}
