import ArgumentParser
import StrataAPI
import StrataClient

/// `strata rm`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Stop instances and remove them for good.",
        discussion: """
            Machines that Strata only observes are forgotten, and stay as they are.

            Examples:
              strata rm web
              strata rm web db --now
              strata rm --all --yes
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String] = []

    @Flag(help: "All instances of the namespace.")
    var all = false

    @Flag(name: .shortAndLong, help: "Do not ask, with --all.")
    var yes = false

    @Flag(help: "Stop hard, without a grace period.")
    var now = false

    @Option(help: "Seconds that they are given to stop.")
    var grace: Int?

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if names.isEmpty != all { throw ValidationError(all ? "give names or --all, not both" : "name the instances, or give --all") }
        if now, grace != nil { throw ValidationError("give --now or --grace, not both") }
        if let grace, !(0...3600).contains(grace) { throw ValidationError("--grace must be between 0 and 3600 seconds") }
    }

    func run() async throws {
        let context = try global.open()
        let removal = Removal(context: context, kind: Instance.kind, graceSeconds: now ? 0 : grace, waiting: waiting)
        guard all else { return try await removal.run(names.map { context.name(Instance.kind, $0) }) }
        let list = try await context.attempt("cannot list the instances") { () throws(ClientError) in
            try await context.client.list(Instance.kind, namespace: context.namespace)
        }
        let found = list.items.compactMap { $0["metadata"]?["name"]?.string }
        if found.isEmpty { return context.printer.message("no instances in namespace \(context.namespace)") }
        if !yes {
            let question = "Remove all \(found.count) instances of namespace \(context.namespace) for good? [y/N] "
            guard try Confirmation.ask(question, context.printer.messages) else { throw CommandFailure("nothing was removed") }
        }
        try await removal.run(found.map { context.name(Instance.kind, $0) })
    }
}
