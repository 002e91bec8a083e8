import ArgumentParser
import StrataClient
import StrataConformance
import StrataDaemon

/// `strata drive`: what a conformance run starts to have it killed. Of no use to people, and not shown to them.
struct Drive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Do one driver call that standard input describes, and be killed in the middle of it.",
        discussion: """
            Examples:
              strata conformance --site local-lxc --only kill
            """, shouldDisplay: false)

    func run() async throws {
        do {
            // Waits for who started it: what comes only later is no error.
            let request = try LocalFile.read("/dev/stdin", limit: 64 << 20)
            try await DeedProcess.serve(request, drivers: Kinds.drivers)
        } catch {
            throw CommandFailure("the call failed", cause: "\(error)")
        }
    }
}
