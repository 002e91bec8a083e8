import ArgumentParser
import StrataAPI

/// `strata network ls`
struct NetworkList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the networks, but for those that every site has.",
        discussion: """
            Examples:
              strata network ls
              strata network ls -A -o wide
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(
            context: try global.open(), kind: Network.kind, isEverywhere: selection.allNamespaces, options: selection.options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata network create back` makes one")
    }
}
