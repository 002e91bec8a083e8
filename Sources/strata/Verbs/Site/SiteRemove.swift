import ArgumentParser
import StrataAPI

/// `strata site rm`
struct SiteRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Forget sites. What runs there is left alone.",
        discussion: """
            Examples:
              strata site rm lab
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of sites.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let removal = Removal(context: try global.open(), kind: Site.kind, waiting: waiting)
        try await removal.run(names.map { ObjectName(name: $0) })
    }
}
