import ArgumentParser
import StrataAPI

/// `strata start`
struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start instances.",
        discussion: """
            Examples:
              strata start web
              strata start web db --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let change = PowerChange(context: try global.open(), power: .running, verb: "start", done: "started", waiting: waiting)
        try await change.run(names)
    }
}
