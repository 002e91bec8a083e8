import ArgumentParser
import LibvirtDriver
import StrataAPI
import StrataDriverKit

/// Lists a libvirt site, first and again, and measures how soon a change shows in its events. All in this process.
struct SurveyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "survey-libvirt", abstract: "List the machines of a libvirt site.")

    @Option(help: "libvirt's URI.") var uri = "test:///default"
    @Option(help: "How many times it is listed after the first.") var rounds = 10
    @Option(help: "How many changes are made and waited for.") var changes = 200

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let driver = try await LibvirtDriver.connect(
            SiteConnection(site: "bench", machine: LocalMachine(), options: ["uri": .string(uri)]))
        let connected = start.duration(to: clock.now)
        let machines = try await driver.list().count
        let first = start.duration(to: clock.now)
        var next: [JSONValue] = []
        for _ in 0..<rounds {
            let begun = clock.now
            _ = try await driver.list()
            next.append(Self.seconds(begun.duration(to: clock.now)))
        }
        let lags = try await lags(driver)
        await driver.close()
        let report: JSONValue = [
            "machines": .int(Int64(machines)), "connectSeconds": Self.seconds(connected), "firstSeconds": Self.seconds(first),
            "nextSeconds": .array(next), "lagSeconds": .array(lags),
        ]
        print(report.text)
    }

    /// How long each of some changes of a machine that runs takes to show, from before it is asked for until it was read from the stream.
    private func lags(_ driver: LibvirtDriver) async throws -> [JSONValue] {
        guard let id = try await driver.list().first(where: { $0.power == .running })?.id else { return [] }
        var events = try await driver.changes().makeAsyncIterator()
        var lags: [JSONValue] = []
        for number in 0..<(changes / 2 * 2) {
            let begun = ContinuousClock.now
            if number % 2 == 0 { try await driver.pause(id) } else { try await driver.resume(id) }
            while let changed = try await events.next(), changed != id {}
            lags.append(Self.seconds(begun.duration(to: .now)))
        }
        return lags
    }

    private static func seconds(_ duration: Duration) -> JSONValue { .double(duration / .seconds(1)) }
}
