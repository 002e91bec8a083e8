import ArgumentParser

/// `strata backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Have stacks keep backups of instances, and make instances from them.",
        discussion: """
            A backup lies apart from the instance's disks and outlives it, which a snapshot does not.

            Examples:
              strata backup create web before-upgrade
              strata backup create web --storage nas
              strata backup ls web
              strata backup restore before-upgrade web-2
              strata backup rm before-upgrade
            """,
        subcommands: [BackupCreate.self, BackupList.self, BackupRestore.self, BackupRemove.self])
}
