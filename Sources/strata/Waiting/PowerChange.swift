import StrataAPI
import StrataClient

/// Sets the power that instances should have, and waits until they have it.
struct PowerChange {
    let context: ClientContext
    let power: Instance.Power
    /// The verb for messages: `start`.
    let verb: String
    /// What has happened then: `started`.
    let done: String
    let waiting: WaitOptions

    func run(_ names: [String]) async throws {
        try await SeveralFailures.collect(names) { name in
            let objectName = context.name(Instance.kind, name)
            let what = "cannot \(verb) \(name)"
            try await ObservedCheck(context: context).require(objectName, what)
            let patch: JSONValue = ["spec": ["power": .string(power.rawValue)]]
            let changed = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
                try await context.client.merge(Instance.kind, objectName, patch)
            }
            if power == .running, Instance(json: changed)?.hasEnded == true {
                // Its wish to run is fulfilled already: it ran, and ended. It is started once more.
                try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
                    try await context.client.restart(objectName)
                }
            }
            guard waiting.wait else { return report(changed, "\(name): will be \(done)") }
            let wait = InstanceWait(
                context: context, name: objectName, goal: .power(power), timeout: waiting.timeout, before: Instance(json: changed))
            let instance = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
            report(instance.json, "\(name): \(done)")
        }
    }

    private func report(_ object: JSONValue, _ line: String) {
        switch context.format {
        case .table, .wide: context.printer.line(TerminalText.clean(line))
        case .json, .yaml, .name: context.printer.objects([object], as: context.format, isList: false)
        }
    }
}
