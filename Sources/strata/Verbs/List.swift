import ArgumentParser
import StrataAPI
import StrataClient

/// `strata ls`
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the instances.",
        discussion: """
            Examples:
              strata ls
              strata ls -A --site local-lxc
              strata ls -l tier=db -o wide
              strata ls -w
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    @Option(help: "Only the instances of this site.")
    var site: String?

    func run() async throws {
        let context = try global.open()
        var options = selection.options
        if let site {
            let term = "spec.site=\(SelectionOptions.escaped(site))"
            options.fieldSelector = options.fieldSelector.isEmpty ? term : "\(options.fieldSelector),\(term)"
        }
        let listing = Listing(context: context, kind: Instance.kind, isEverywhere: selection.allNamespaces, options: options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata launch busybox` makes one")
    }
}
