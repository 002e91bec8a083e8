import ArgumentParser
import StrataAPI
import StrataClient

/// `strata snapshot revert`
struct SnapshotRevert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert",
        abstract: "Make an instance what it was at a snapshot. What happened since is lost.",
        discussion: """
            A running instance is stopped, and started again afterwards. Later snapshots stay.

            Examples:
              strata snapshot revert before-upgrade
              strata snapshot revert before-upgrade --yes --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The snapshot's name.")
    var name: String

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Snapshot.kind, name)
        let what = "cannot revert to snapshot \(name)"
        let found = try await context.attempt(what, on: Snapshot.kind, objectName) { () throws(ClientError) in
            try await context.client.get(Snapshot.kind, objectName)
        }
        let instance = Snapshot(json: found)?.spec.instance ?? ""
        if !yes {
            let question = "Make \(instance) what it was at \(name), and lose what happened since? [y/N] "
            guard try Confirmation.ask(TerminalText.clean(question), context.printer.messages) else {
                throw CommandFailure("nothing was reverted")
            }
        }
        let timeout = waiting.timeout
        try await Progress.during(context.printer.messages) { progress in
            progress.show("\(instance): reverting to \(name)")
            _ = try await context.attempt(what, on: Snapshot.kind, objectName) { () throws(ClientError) in
                try await context.client.order("revert", of: Snapshot.kind, objectName, timeout: timeout.duration)
            }
        }
        let wanted = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.get(Instance.kind, context.name(Instance.kind, instance))
        }
        if waiting.wait, let power = Instance(json: wanted)?.spec.power {
            let wait = InstanceWait(context: context, name: context.name(Instance.kind, instance), goal: .power(power), timeout: timeout)
            _ = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
        }
        context.printer.line(TerminalText.clean("\(instance): reverted to \(name)"))
    }
}
