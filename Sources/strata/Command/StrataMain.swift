import ArgumentParser
import Glibc

/// The process: parses the command line, runs the verb, and turns what went wrong into one line and an exit code.
@main
enum StrataMain {
    static func main() async {
        let status = await run(Array(CommandLine.arguments.dropFirst()))
        exit(status)
    }

    /// Runs a command line and returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 conflict, 5 unreachable,
    /// or that of a command run in an instance.
    static func run(_ arguments: [String]) async -> Int32 {
        let surroundings = Surroundings.current
        do {
            var command = try await StrataCommand.asyncParseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch let failure as CommandFailure {
            surroundings.messages.write(failure.text)
            return failure.status.rawValue
        } catch let failures as SeveralFailures {
            for failure in failures.failures { surroundings.messages.write(failure.text) }
            return failures.status.rawValue
        } catch {
            return explain(error, arguments, surroundings)
        }
    }

    /// What the argument parser says, with a hint for a mistyped verb.
    private static func explain(_ error: any Error, _ arguments: [String], _ surroundings: Surroundings) -> Int32 {
        let code = StrataCommand.exitCode(for: error)
        if code.isSuccess {
            surroundings.output.write(StrataCommand.fullMessage(for: error, columns: surroundings.output.columns) + "\n")
            return ExitStatus.done.rawValue
        }
        guard code == .validationFailure else {
            let failure = CommandFailure("the command failed", cause: "\(error)")
            surroundings.messages.write(failure.text)
            return failure.status.rawValue
        }
        if let verb = arguments.first, !verb.hasPrefix("-"), !StrataCommand.verbs.contains(verb) {
            let near = Suggestion.near(verb, among: StrataCommand.verbs)
            let failure = CommandFailure(
                "unknown verb \"\(verb)\"", hint: near.map { "did you mean \"strata \($0)\"?" } ?? "`strata --help` lists the verbs",
                status: .usage)
            surroundings.messages.write(failure.text)
        } else {
            let message = StrataCommand.message(for: error)
            let usage = StrataCommand.fullMessage(for: error, columns: surroundings.messages.columns)
                .split(separator: "\n", omittingEmptySubsequences: false)
                .drop { !$0.hasPrefix("Usage:") && !$0.hasPrefix("USAGE:") }
            surroundings.messages.write("strata: \(TerminalText.clean(message))\n" + usage.map { "\($0)\n" }.joined())
        }
        return ExitStatus.usage.rawValue
    }
}
