import ArgumentParser
import StrataAPI

/// `strata host ls`
struct HostList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the hosts.",
        discussion: """
            Examples:
              strata host ls
              strata host ls -o wide
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(context: try global.open(), kind: Host.kind, isEverywhere: false, options: selection.options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata site ls` shows the sites, whose hosts these are")
    }
}
