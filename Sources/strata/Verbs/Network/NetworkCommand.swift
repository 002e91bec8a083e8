import ArgumentParser

/// `strata network`
struct NetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Work with networks: beside the one that every site has, networks of their own.",
        discussion: """
            Examples:
              strata network create back --subnet 10.20.0.0/24
              strata launch busybox db --network back,address=10.20.0.5
              strata network attach back web
              strata network ls
            """,
        subcommands: [
            NetworkCreate.self, NetworkList.self, NetworkShow.self, NetworkAttach.self, NetworkDetach.self, NetworkRemove.self,
            NetworkReset.self,
        ])
}
