import ArgumentParser
import ProxmoxDriver
import StrataAPI
import StrataDriverKit
import VSphereDriver

/// Lists a site whose stack has a server of its own, first and again, with all that its lists ask.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list-site", abstract: "List the machines of a site over the network.")

    private static let drivers: [any NetworkBound.Type] = [ProxmoxDriver.self, VSphereDriver.self]

    @Option(help: "proxmox or vsphere") var stack: String
    @Option(help: "https://HOST:PORT") var url: String
    @Option(help: ArgumentHelp("What the Site's Secret would hold. May be repeated.", valueName: "key=value")) var secret: [String] = []
    @Option(help: "How many times it is listed after the first.") var rounds = 10

    func run() async throws {
        guard let endpoint = HTTPSEndpoint(url) else { throw ValidationError("--url is no https://HOST:PORT") }
        guard let type = Self.drivers.first(where: { $0.stack == stack }) else {
            throw ValidationError("--stack is none that is listed so")
        }
        var secrets: [String: [UInt8]] = [:]
        for text in secret {
            let pair = text.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { throw ValidationError("--secret \(text.debugDescription) is no KEY=VALUE") }
            secrets[String(pair[0])] = Array(pair[1].utf8)
        }
        let clock = ContinuousClock()
        let start = clock.now
        let driver = try await type.connect(
            SiteConnection(site: "bench", machine: LocalMachine(), network: NetworkAccess(endpoint, secrets: secrets)))
        let machines = try await driver.list().count
        let first = start.duration(to: clock.now)
        var next: [JSONValue] = []
        for _ in 0..<rounds {
            let begun = clock.now
            _ = try await driver.list()
            next.append(.double(begun.duration(to: clock.now) / .seconds(1)))
        }
        await driver.close()
        let report: JSONValue = [
            "machines": .int(Int64(machines)), "firstSeconds": .double(first / .seconds(1)), "nextSeconds": .array(next),
        ]
        print(report.text)
    }
}
