import ArgumentParser
import StrataAPI

/// `strata resume`
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let paused and suspended instances run on.",
        discussion: """
            Examples:
              strata resume web
              strata resume web db --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let change = PowerChange(context: try global.open(), power: .running, verb: "resume", done: "resumed", waiting: waiting)
        try await change.run(names)
    }
}
