import ArgumentParser
import StrataAPI
import StrataClient

/// `strata snapshot ls`
struct SnapshotList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the snapshots.",
        discussion: """
            Examples:
              strata snapshot ls
              strata snapshot ls web -o wide
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Only those of this instance.")
    var instance: String?

    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(
            context: try global.open(), kind: Snapshot.kind, isEverywhere: selection.allNamespaces, options: selection.options(of: instance)
        )
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata snapshot create INSTANCE` takes one")
    }
}
