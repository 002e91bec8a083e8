import ArgumentParser
import StrataAPI

/// `strata snapshot rm`
struct SnapshotRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove snapshots. Their instances, and copies made from them, are left alone.",
        discussion: """
            Examples:
              strata snapshot rm before-upgrade
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of snapshots.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        try await Removal(context: context, kind: Snapshot.kind, waiting: waiting).run(names.map { context.name(Snapshot.kind, $0) })
    }
}
