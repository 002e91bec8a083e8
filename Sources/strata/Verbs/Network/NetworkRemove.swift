import ArgumentParser
import StrataAPI

/// `strata network rm`
struct NetworkRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove networks that nothing is on.",
        discussion: """
            Examples:
              strata network rm back
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of networks.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let names = names.map { context.name(Network.kind, $0) }
        let check = UseCheck(context: context, kind: Network.kind) { object in
            (Network(json: object)?.status.leases ?? []).map(\.instance).filter { !$0.isEmpty }
        }
        try await check.run(names)
        try await Removal(context: context, kind: Network.kind, waiting: waiting).run(names)
    }
}
