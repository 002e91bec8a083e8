import ArgumentParser
import StrataAPI

/// `strata network show`
struct NetworkShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Tell everything about networks: addresses, who has which, events.",
        discussion: """
            Examples:
              strata network show back
              strata network show back -o yaml
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of networks.")
    var names: [String]

    func run() async throws {
        try await Description(context: try global.open(), kind: Network.kind).show(names)
    }
}
