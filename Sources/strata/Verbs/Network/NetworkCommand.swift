import ArgumentParser

/// `strata network`
struct NetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Work with this machine's managed network.",
        subcommands: [NetworkReset.self])
}
