import ArgumentParser
import StrataAPI

/// `strata network attach`
struct NetworkAttach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Put an instance on a network, at once where its stack can.",
        discussion: """
            Its other networks stay; the first of them stays the way out.

            Examples:
              strata network attach back web
              strata network attach back web --address 10.20.0.5
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The network; default is the site's own.")
    var network: String

    @Argument(help: "The instance.")
    var instance: String

    @Option(help: "The address it is to have; any that is free when left out.")
    var address: String?

    @Option(help: "The hardware address it is to have.")
    var mac: String?

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let edit = InstanceEdit(context: try global.open(), name: instance, waiting: waiting)
        let what = "cannot attach \(instance) to network \(network)"
        try await edit.run(what: what, done: "\(instance): attached to network \(network)") { (instance) throws(CommandFailure) in
            if instance.spec.networks.isEmpty { instance.spec.networks = [Instance.Card()] }
            let card = Instance.Card(network: network, address: address ?? "", mac: mac?.lowercased() ?? "")
            if let index = instance.spec.networks.firstIndex(where: { $0.network == network }) {
                instance.spec.networks[index] = card
            } else {
                instance.spec.networks.append(card)
            }
        }
    }
}
