import ArgumentParser
import StrataAPI

/// `strata volume ls`
struct VolumeList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the volumes.",
        discussion: """
            Examples:
              strata volume ls
              strata volume ls -A -o wide
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(
            context: try global.open(), kind: Volume.kind, isEverywhere: selection.allNamespaces, options: selection.options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata volume create data --size 1Gi` makes one")
    }
}
