import ArgumentParser

/// Loads a server and measures what comes back. Used by Benchmarks/bench; each subcommand prints one line of JSON.
@main
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strata-bench", abstract: "Load a Strata server and measure it.",
        subcommands: [
            CreateCommand.self, WriteCommand.self, WatchCommand.self, ObserveCommand.self, SurveyCommand.self, ListCommand.self,
        ])
}
