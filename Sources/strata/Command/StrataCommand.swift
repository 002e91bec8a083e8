import ArgumentParser

/// The root of the command line.
struct StrataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strata",
        abstract: "One control plane for thirty virtualization stacks.",
        discussion: """
            Start a server, then a container, and look at it:
              strata serve &
              strata launch busybox web
              strata ls

            Where the server is and who you are comes from a kubeconfig: --kubeconfig, STRATA_KUBECONFIG, KUBECONFIG, \
            $STRATA_DATA/kubeconfig where that is set, or the first of ~/.strata/kubeconfig and /var/lib/strata/kubeconfig.

            Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 conflict, 5 unreachable, 6 changes planned.
            """,
        version: "strata \(Version.text)",
        groupedSubcommands: [
            CommandGroup(
                name: "Instances",
                subcommands: [
                    Launch.self, List.self, Start.self, Stop.self, Restart.self, Pause.self, Resume.self, Move.self, Remove.self, Exec.self,
                    Copy.self,
                    Logs.self, Console.self, Suspend.self, Reset.self, Resize.self, Screenshot.self, VNC.self,
                    Clone.self, SnapshotCommand.self, BackupCommand.self, Export.self, Import.self, Adopt.self,
                ]),
            CommandGroup(
                name: "Any kind of object",
                subcommands: [Get.self, Describe.self, Apply.self, Plan.self, Diff.self, Delete.self, Events.self]),
            CommandGroup(
                name: "Sites, hosts, images, networks, volumes and limits",
                subcommands: [
                    SiteCommand.self, HostCommand.self, ImageCommand.self, NetworkCommand.self, VolumeCommand.self, QuotaCommand.self,
                    ConformanceCommand.self,
                ]),
            CommandGroup(
                name: "The thirty stacks",
                subcommands: [
                    DiagramCommand.self, StacksCommand.self, CompareCommand.self, RecommendCommand.self, DoctorCommand.self,
                ]),
            CommandGroup(
                name: "This machine",
                subcommands: [Serve.self, UserCommand.self, SimCommand.self, Version.self, Completion.self, Drive.self]),
        ])

    /// The verbs by name, for suggestions.
    static var verbs: [String] { configuration.subcommands.map { $0._commandName } + ["help"] }
}
