import ArgumentParser
import StrataAPI

/// `strata pause`
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Freeze instances, with their memory kept.",
        discussion: """
            Examples:
              strata pause web
              strata pause web db --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let change = PowerChange(context: try global.open(), power: .paused, verb: "pause", done: "paused", waiting: waiting)
        try await change.run(names)
    }
}
