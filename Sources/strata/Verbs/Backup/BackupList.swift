import ArgumentParser
import StrataAPI
import StrataClient

/// `strata backup ls`
struct BackupList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the backups.",
        discussion: """
            Those of instances that are gone are there too.

            Examples:
              strata backup ls
              strata backup ls web -o wide
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Only those of this instance.")
    var instance: String?

    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(
            context: try global.open(), kind: Backup.kind, isEverywhere: selection.allNamespaces, options: selection.options(of: instance))
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata backup create INSTANCE` makes one")
    }
}
