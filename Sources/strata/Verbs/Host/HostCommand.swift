import ArgumentParser

/// `strata host`
struct HostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host",
        abstract: "Work with the hosts of sites.",
        discussion: """
            Examples:
              strata host ls
              strata host evacuate lab-node2
              strata host restore lab-node2
            """,
        subcommands: [HostList.self, HostEvacuate.self, HostRestore.self])
}
