import StrataAPI
import StrataClient

/// Waits until an object that has a `Ready` condition has become what its spec says.
struct ReadyWait: Sendable {
    let context: ClientContext
    let kind: ResourceKind
    let name: ObjectName
    let timeout: TimeSpan

    /// Waits, and returns the object as it was then.
    ///
    /// - Throws: ``CommandFailure`` where it failed, vanished, or the time is up.
    func run(what: String) async throws -> JSONValue {
        let latest = Latest<JSONValue>()
        let follower = ObjectFollower(client: context.client, kind: kind, name: name)
        do {
            try await Progress.during(context.printer.messages) { progress in
                try await Deadline.within(timeout.duration) {
                    try await follower.follow { object in
                        guard let object else { throw CommandFailure(what, cause: "it was deleted meanwhile", status: .notFound) }
                        latest.set(object)
                        let ready = Self.ready(object)
                        progress.show(
                            "\(name.name): \(object["status"]?["phase"]?.string?.lowercased() ?? "pending")", detail: ready.message)
                        guard object["status"]?["observedGeneration"]?.int == object["metadata"]?["generation"]?.int else { return false }
                        if ready.isFailed { throw CommandFailure(what, cause: ready.message) }
                        return ready.isReady
                    }
                }
            }
        } catch is Deadline.Passed {
            let message = latest.value.map { Self.ready($0).message } ?? ""
            throw CommandFailure(
                what, cause: "not ready within \(timeout)\(message.isEmpty ? "" : ": \(message)")",
                hint: "it goes on; `strata describe \(kind.singular) \(name.name)` tells more")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let object = latest.value else { throw CommandFailure(what, cause: "it was not seen") }
        return object
    }

    private static func ready(_ object: JSONValue) -> (isReady: Bool, isFailed: Bool, message: String) {
        let condition = object["status"]?["conditions"]?.array?.first { $0["type"]?.string == "Ready" }
        let state = condition?["status"]?.string
        return (state == "True", state == "False", state == "True" ? "" : condition?["message"]?.string ?? "")
    }
}
