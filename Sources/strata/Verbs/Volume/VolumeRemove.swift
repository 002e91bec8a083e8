import ArgumentParser
import StrataAPI

/// `strata volume rm`
struct VolumeRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove volumes that nobody has, with all that is on them.",
        discussion: """
            Examples:
              strata volume rm data
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of volumes.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let names = names.map { context.name(Volume.kind, $0) }
        try await UseCheck(context: context, kind: Volume.kind) { Volume(json: $0)?.status.usedBy ?? [] }.run(names)
        try await Removal(context: context, kind: Volume.kind, waiting: waiting).run(names)
    }
}
