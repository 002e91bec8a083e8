import ArgumentParser
import StrataAPI

/// `strata volume show`
struct VolumeShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Tell everything about volumes: size, who has it, events.",
        discussion: """
            Examples:
              strata volume show data
              strata volume show data -o yaml
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of volumes.")
    var names: [String]

    func run() async throws {
        try await Description(context: try global.open(), kind: Volume.kind).show(names)
    }
}
