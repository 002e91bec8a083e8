import ArgumentParser
import NIOHTTP1

/// Changes objects for a time, each change acknowledged once it is durable.
struct WriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "write", abstract: "Change objects.")

    @OptionGroup var options: TargetOptions
    @Option(help: "For how many seconds.") var seconds = 10.0
    @Option(help: "Connections at the same time.") var connections = 64

    func run() async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        let connections = connections
        let target = try options.target()
        // One Secret for each connection, so that no write waits for another's version.
        _ = try await RequestLoad(target: target, connections: 1).run { _, number in
            number < connections
                ? RequestLoop.Request(
                    method: .PATCH, path: "\(Self.path)/bench-\(number)?fieldManager=bench&force=true",
                    body: #"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "bench-\#(number)"}, "type": "Opaque"}"#,
                    type: "application/apply-patch+yaml") : nil
        }
        let report = try await RequestLoad(target: target, connections: connections).run { connection, number in
            guard ContinuousClock.now < end else { return nil }
            return RequestLoop.Request(
                method: .PATCH, path: "\(Self.path)/bench-\(connection)",
                body: #"{"metadata": {"annotations": {"example.org/turn": "\#(number)"}}}"#, type: "application/merge-patch+json")
        }
        print(report.json)
    }

    private static let path = "/api/v1/namespaces/default/secrets"
}
