import ArgumentParser
import StrataConformance
import StrataDaemon
import StrataDriverKit

/// `strata drive`: what a conformance run starts to have it killed. Of no use to people, and not shown to them.
struct Drive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Do one driver call that standard input describes, and be killed in the middle of it.", shouldDisplay: false)

    func run() async throws {
        do {
            let request = try await LocalMachine().read("/dev/stdin") ?? []
            try await DeedProcess.serve(request, drivers: Kinds.drivers)
        } catch {
            throw CommandFailure("the call failed", cause: "\(error)")
        }
    }
}
