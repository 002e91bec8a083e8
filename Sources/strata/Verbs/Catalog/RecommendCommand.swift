import ArgumentParser
import Glibc
import StrataCatalog

/// `strata recommend`
struct RecommendCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "recommend",
        abstract: "Tell which of the thirty stacks suits given needs, and why.",
        discussion: """
            Every need is hard: a stack that lacks it is excluded, with the fact and its source. What --wish names is only wished for \
            and ranks the stacks that remain; it takes the other options' names without their dashes. The same needs always give the \
            same answer, in whatever order. Without any need, on a terminal, questions are asked. No server is needed; the API answers \
            the same questions as kind Recommendation.

            Examples:
              strata recommend --leave vsphere --guests windows,linux --ha --nodes 3 --no-license-cost
              strata recommend --kinds container --memory 512MiB --host-os linux
              strata recommend --certification do-178c --hard-realtime -o json
              strata recommend --guests linux --wish live-migration --wish arch=arm64
            """)

    @OptionGroup var needs: NeedOptions

    @Flag(help: "Tell of every stack that was excluded, and why.")
    var all = false

    @Option(name: .shortAndLong, help: "text or json.")
    var output = Format.text

    func run() async throws {
        let surroundings = Surroundings.current
        var needs = try needs.needs()
        if needs.hard.isEmpty, needs.wishes.isEmpty {
            guard surroundings.output.isTerminal, isatty(STDIN_FILENO) == 1 else {
                throw CommandFailure(
                    "there is nothing to go by", hint: "say what is needed, as in `strata recommend --guests windows --ha`", status: .usage)
            }
            needs = try Questionnaire(say: { surroundings.messages.write($0) }, ask: { readLine() }).needs()
        }
        let answer: Recommendation
        do throws(CatalogError) {
            answer = try Advisor.recommend(needs)
        } catch {
            throw CommandFailure("cannot recommend a stack", cause: "\(error)")
        }
        switch output {
        case .json: surroundings.output.write(try JSONText.pretty(answer))
        case .text:
            let hasColor = surroundings.output.isTerminal && surroundings["NO_COLOR"] == nil
            let report = RecommendationReport(answer, columns: surroundings.output.columns ?? 100, hasColor: hasColor, showsAll: all)
            surroundings.output.write(report.text)
        }
        if answer.choice == nil { throw ExitCode(ExitStatus.notFound.rawValue) }
    }
}
