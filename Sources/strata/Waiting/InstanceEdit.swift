import StrataAPI
import StrataClient

/// Changes what an instance is attached to, and waits until it is.
struct InstanceEdit: Sendable {
    let context: ClientContext
    let name: String
    let waiting: WaitOptions

    /// Changes the spec from the newest object, again when somebody else wrote in between.
    ///
    /// - Parameters:
    ///   - what: what is told to have failed.
    ///   - done: what has happened then: `web: attached to back`.
    ///   - change: changes the instance's spec, or says why it cannot.
    func run(what: String, done: String, _ change: (inout Instance) throws(CommandFailure) -> Void) async throws {
        let objectName = context.name(Instance.kind, name)
        let changed = try await write(objectName, what, change)
        guard waiting.wait else { return report(changed, "\(done), as soon as it is carried out") }
        let instance = try await wait(objectName, what)
        let inSync = instance.status.conditions["InSync"]
        let isWaiting = inSync?.reason == "RestartNeeded"
        report(instance.json, isWaiting ? "\(done) at the next start; `strata restart \(name)` makes it so now" : done)
    }

    private func write(
        _ name: ObjectName, _ what: String, _ change: (inout Instance) throws(CommandFailure) -> Void
    ) async throws(CommandFailure) -> JSONValue {
        for attempt in 0... {
            let object = try await context.attempt(what, on: Instance.kind, name) { () throws(ClientError) in
                try await context.client.get(Instance.kind, name)
            }
            guard var instance = Instance(json: object) else { throw CommandFailure(what, cause: "the server's answer is no Instance") }
            try ObservedCheck.require(instance, what)
            try change(&instance)
            let json = instance.json
            let patch: JSONValue = [
                "metadata": ["resourceVersion": object["metadata"]?["resourceVersion"] ?? .null],
                "spec": ["networks": json["spec"]?["networks"] ?? .null, "volumes": json["spec"]?["volumes"] ?? .null],
            ]
            do throws(ClientError) {
                return try await context.client.merge(Instance.kind, name, patch)
            } catch {
                let failure = CommandFailure(what, error)
                guard failure.status == .conflict, attempt < 8 else { throw failure }
            }
        }
        throw CommandFailure(what, cause: "the instance kept changing", status: .conflict)
    }

    /// Waits until the instance's controller has looked at the change.
    private func wait(_ name: ObjectName, _ what: String) async throws -> Instance {
        let latest = Latest<Instance>()
        let follower = ObjectFollower(client: context.client, kind: Instance.kind, name: name)
        do {
            try await Progress.during(context.printer.messages) { progress in
                try await Deadline.within(waiting.timeout.duration) {
                    try await follower.follow { json in
                        guard let json, let instance = Instance(json: json) else {
                            throw CommandFailure(what, cause: "the instance was deleted meanwhile", status: .notFound)
                        }
                        latest.set(instance)
                        for type in ["Ready", "InSync"] {
                            guard let condition = instance.status.conditions[type], condition.status == .no,
                                condition.observedGeneration >= instance.metadata.generation, condition.reason != "RestartNeeded",
                                instance.status.observedGeneration < instance.metadata.generation, !condition.message.isEmpty
                            else { continue }
                            throw CommandFailure(
                                what, cause: condition.message, hint: "the instance goes on wanting it; detach it to give up")
                        }
                        progress.show("\(name.name): changing")
                        return instance.status.observedGeneration >= instance.metadata.generation
                    }
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(
                what, cause: "not done within \(waiting.timeout)", hint: "it goes on; `strata describe instance \(name.name)` tells more")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let instance = latest.value else { throw CommandFailure(what, cause: "it was not seen") }
        return instance
    }

    private func report(_ object: JSONValue, _ line: String) {
        switch context.format {
        case .table, .wide: context.printer.line(TerminalText.clean(line))
        case .json, .yaml, .name: context.printer.objects([object], as: context.format, isList: false)
        }
    }
}
