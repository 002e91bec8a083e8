import ArgumentParser
import StrataDriverKit
import StrataNetwork

/// `strata network reset`
struct NetworkReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Remove this machine's managed network: bridge, addresses, published ports.",
        discussion: """
            Works on this machine itself, as root, whether a server runs or not. Instances on the network lose their connection. \
            The network is made anew when it is next needed.

            Examples:
              strata network reset
              strata network reset --data /srv/strata
            """)

    @Option(help: "The data directory of the server. [STRATA_DATA; /var/lib/strata]", completion: .directory)
    var data: String?

    @Option(help: "The bridge's name.")
    var bridge = "strata0"

    func run() async throws {
        let surroundings = Surroundings.current
        let directory = data ?? surroundings["STRATA_DATA"] ?? "/var/lib/strata"
        do throws(NetworkError) {
            let network = try ManagedNetwork(
                machine: LocalMachine(), name: bridge, stateDirectory: "\(LocalPath.joined(directory))/network")
            try await network.reset()
        } catch {
            throw CommandFailure("cannot remove the network \(bridge)", cause: error.description)
        }
        surroundings.output.write("\(TerminalText.clean(bridge)): removed\n")
    }
}
