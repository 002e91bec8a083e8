import ArgumentParser
import StrataAPI

/// `strata suspend`
struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep the memory of instances on disk and take them off; `strata resume` lets them run on.",
        discussion: """
            Examples:
              strata suspend web
              strata suspend web db --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let change = PowerChange(context: try global.open(), power: .suspended, verb: "suspend", done: "suspended", waiting: waiting)
        try await change.run(names)
    }
}
