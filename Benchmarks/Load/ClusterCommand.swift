import ArgumentParser
import ProxmoxDriver
import StrataAPI
import StrataDriverKit

/// Lists a site of Proxmox VE, first and again, with all that its surveys ask.
struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list-proxmox", abstract: "List the guests of a site of Proxmox VE.")

    @Option(help: "https://HOST:PORT") var url: String
    @Option(help: "USER@REALM!NAME=SECRET") var token: String
    @Option(help: "The server's certificate's.") var fingerprint: String
    @Option(help: "How many times it is listed after the first.") var rounds = 10

    func run() async throws {
        guard let endpoint = HTTPSEndpoint(url) else { throw ValidationError("--url is no https://HOST:PORT") }
        let access = NetworkAccess(endpoint, secrets: ["token": Array(token.utf8), "fingerprint": Array(fingerprint.utf8)])
        let clock = ContinuousClock()
        let start = clock.now
        let driver = try await ProxmoxDriver.connect(SiteConnection(site: "bench", machine: LocalMachine(), network: access))
        let guests = try await driver.list().count
        let first = start.duration(to: clock.now)
        var next: [JSONValue] = []
        for _ in 0..<rounds {
            let begun = clock.now
            _ = try await driver.list()
            next.append(.double(begun.duration(to: clock.now) / .seconds(1)))
        }
        await driver.close()
        let report: JSONValue = ["guests": .int(Int64(guests)), "firstSeconds": .double(first / .seconds(1)), "nextSeconds": .array(next)]
        print(report.text)
    }
}
