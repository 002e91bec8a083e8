import ArgumentParser
import StrataAPI

/// `strata site describe`
struct SiteDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Tell everything about sites: what they can do, and why not.",
        discussion: """
            Examples:
              strata site describe local-lxc
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of sites.")
    var names: [String]

    func run() async throws {
        try await Description(context: try global.open(), kind: Site.kind).show(names)
    }
}
