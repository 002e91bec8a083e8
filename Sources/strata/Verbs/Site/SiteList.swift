import ArgumentParser
import StrataAPI

/// `strata site ls`
struct SiteList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the sites.",
        discussion: """
            Examples:
              strata site ls
              strata site ls -o wide -w
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(context: try global.open(), kind: Site.kind, isEverywhere: true, options: selection.options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata site add` makes one known")
    }
}
