import ArgumentParser
import StrataAPI

/// `strata network detach`
struct NetworkDetach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detach",
        abstract: "Take an instance off a network, at once where its stack can.",
        discussion: """
            Examples:
              strata network detach back web
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The network; default is the site's own.")
    var network: String

    @Argument(help: "The instance.")
    var instance: String

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let edit = InstanceEdit(context: try global.open(), name: instance, waiting: waiting)
        let what = "cannot detach \(instance) from network \(network)"
        try await edit.run(what: what, done: "\(instance): detached from network \(network)") { (object) throws(CommandFailure) in
            var cards = object.spec.networks.isEmpty ? [Instance.Card()] : object.spec.networks
            guard let index = cards.firstIndex(where: { $0.network == network }) else {
                throw CommandFailure(
                    what, cause: "it is on \(cards.map(\.network).joined(separator: ", "))",
                    status: .notFound)
            }
            cards.remove(at: index)
            guard !cards.isEmpty else {
                throw CommandFailure(
                    what, cause: "it is on no other network",
                    hint: "attach it to another one first, or set spec.stack.<stack>.network to none")
            }
            object.spec.networks = cards == [Instance.Card()] ? [] : cards
        }
    }
}
