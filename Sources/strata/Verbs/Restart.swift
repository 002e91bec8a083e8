import ArgumentParser
import StrataAPI
import StrataClient

/// `strata restart`
struct Restart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop instances and start them again.",
        discussion: """
            Examples:
              strata restart web
              strata restart web db --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        try await SeveralFailures.collect(names) { name in
            let objectName = context.name(Instance.kind, name)
            let what = "cannot restart \(name)"
            let before = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
                let before = try await context.client.get(Instance.kind, objectName)
                try await context.client.restart(objectName)
                return before
            }
            if waiting.wait {
                let started = Instance(json: before)?.status.startedAt
                let wait = InstanceWait(context: context, name: objectName, goal: .restarted(after: started), timeout: waiting.timeout)
                _ = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
            }
            context.printer.line("\(TerminalText.clean(name)): " + (waiting.wait ? "restarted" : "will be restarted"))
        }
    }
}
