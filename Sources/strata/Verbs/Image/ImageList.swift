import ArgumentParser
import StrataAPI

/// `strata image ls`
struct ImageList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the images.",
        discussion: """
            Examples:
              strata image ls
              strata image ls -A -o wide
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(
            context: try global.open(), kind: Image.kind, isEverywhere: selection.allNamespaces, options: selection.options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata image build busybox` makes one")
    }
}
