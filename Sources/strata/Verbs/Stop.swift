import ArgumentParser
import StrataAPI

/// `strata stop`
struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop instances.",
        discussion: """
            Examples:
              strata stop web
              strata stop web db --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let change = PowerChange(context: try global.open(), power: .stopped, verb: "stop", done: "stopped", waiting: waiting)
        try await change.run(names)
    }
}
