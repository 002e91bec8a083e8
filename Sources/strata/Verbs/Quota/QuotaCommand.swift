import ArgumentParser
import StrataAPI

/// `strata quota`
struct QuotaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota",
        abstract: "Limit what the objects of a namespace may take together.",
        discussion: """
            Examples:
              strata quota set team --instances 20 --cpu 16 --memory 32Gi
              strata quota ls
              strata quota rm team
            """,
        subcommands: [QuotaList.self, QuotaSet.self, QuotaRemove.self])
}

/// `strata quota ls`
struct QuotaList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the quotas, with what is used of them.",
        discussion: """
            Examples:
              strata quota ls
              strata quota ls -A
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(
            context: try global.open(), kind: ResourceQuota.kind, isEverywhere: selection.allNamespaces, options: selection.options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata quota set` makes one")
    }
}

/// `strata quota rm`
struct QuotaRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove quotas. What there is stays.",
        discussion: """
            Examples:
              strata quota rm team
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of quotas.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let removal = Removal(context: context, kind: ResourceQuota.kind, waiting: waiting)
        try await removal.run(names.map { context.name(ResourceQuota.kind, $0) })
    }
}
