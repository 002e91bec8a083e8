import ArgumentParser

/// `strata user`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Let others use this machine's server, with the rights of a role.",
        discussion: """
            Examples:
              strata user add eve --role viewer > eve.kubeconfig
              strata user add ops --role operator --namespace team-a --days 30
            """,
        subcommands: [UserAdd.self])
}
