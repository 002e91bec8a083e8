import ArgumentParser

/// `strata snapshot`
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Keep moments of instances, and go back to them.",
        discussion: """
            Examples:
              strata snapshot create web before-upgrade
              strata snapshot ls
              strata snapshot revert before-upgrade
              strata clone web web-test --snapshot before-upgrade
              strata snapshot schedule create nightly --instance web --cron @daily --daily 7 --weekly 4
            """,
        subcommands: [SnapshotCreate.self, SnapshotList.self, SnapshotRevert.self, SnapshotRemove.self, ScheduleCommand.self])
}
