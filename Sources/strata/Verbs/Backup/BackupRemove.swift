import ArgumentParser
import StrataAPI

/// `strata backup rm`
struct BackupRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove backups, here and at their stack. Their instances, and those made from them, are left alone.",
        discussion: """
            One that is being made is ended.

            Examples:
              strata backup rm before-upgrade
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of backups.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        try await Removal(context: context, kind: Backup.kind, waiting: waiting).run(names.map { context.name(Backup.kind, $0) })
    }
}
