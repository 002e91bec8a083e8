import ArgumentParser

/// `strata completion`
struct Completion: ParsableCommand {
    /// The shells that completions are made for.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash
        case zsh
        case fish
    }

    static let configuration = CommandConfiguration(
        abstract: "Print a script that completes command lines in a shell.",
        discussion: """
            Examples:
              source <(strata completion bash)
              strata completion zsh > "${fpath[1]}/_strata"
              strata completion fish > ~/.config/fish/completions/strata.fish
            """)

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let script =
            switch shell {
            case .bash: StrataCommand.completionScript(for: .bash)
            case .zsh: StrataCommand.completionScript(for: .zsh)
            case .fish: StrataCommand.completionScript(for: .fish)
            }
        Surroundings.current.output.write(script.hasSuffix("\n") ? script : script + "\n")
    }
}
