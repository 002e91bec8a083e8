import ArgumentParser
import NIOHTTP1

/// Creates instances as fast as they are taken.
struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Create instances.")

    @OptionGroup var options: TargetOptions
    @Option(help: "How many.") var count = 25_000
    @Option(help: "Connections at the same time.") var connections = 64

    func run() async throws {
        let count = count
        let report = try await RequestLoad(target: try options.target(), connections: connections).run { _, number in
            number < count ? RequestLoop.Request(method: .POST, path: Self.path, body: Self.instance(number)) : nil
        }
        print(report.json)
    }

    static let path = "/apis/strata.dev/v1alpha1/namespaces/default/instances"

    /// An instance of a site that does not exist, so that nothing but the API is at work; about as large as real ones are.
    static func instance(_ number: Int) -> String {
        let digits = "\(number)"
        let name = "web-" + String(repeating: "0", count: 6 - digits.count) + digits
        return """
            {"apiVersion": "strata.dev/v1alpha1", "kind": "Instance", "metadata": {"name": "\(name)", "labels": \
            {"app": "web", "tier": "front", "team": "team-\(number % 40)"}, "annotations": {"example.org/owner": "team-\(number % 40)", \
            "example.org/ticket": "OPS-\(number)"}}, "spec": {"site": "nowhere", "image": "debian/12", "power": "Running", \
            "cpu": {"cores": 2}, "memory": "512Mi", "environment": {"MODE": "production", "SHARD": "\(number % 16)"}}}
            """
    }
}
