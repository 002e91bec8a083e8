import ArgumentParser
import StrataAPI
import StrataClient

/// `strata image publish`
struct ImagePublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Make an instance into an image that its site's stack keeps.",
        discussion: """
            Others start from it there, as STACK:NAME. The instance goes on running. `strata export` and `strata import` are for other sites.

            Examples:
              strata image publish web golden
              strata image publish web golden-1.2 --snapshot before-upgrade
              strata launch lxd:golden web2 --site lab
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance.")
    var instance: String

    @Argument(help: "What the stack calls the image.")
    var name: String

    @Option(help: "A snapshot of the instance, whose moment is wanted.")
    var snapshot: String?

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Instance.kind, instance)
        var body: JSONValue = ["name": .string(name)]
        if let snapshot { body["snapshot"] = .string(snapshot) }
        let (instance, wish) = (instance, body)
        let made = try await Progress.during(context.printer.messages) { progress in
            progress.show("\(instance): being made an image")
            return try await context.attempt("cannot publish \(instance)", on: Instance.kind, objectName) { () throws(ClientError) in
                try await context.client.order("publish", of: Instance.kind, objectName, wish, timeout: .seconds(1800))
            }
        }
        let isPlain = context.format == .table || context.format == .wide
        guard isPlain else { return context.printer.objects([made], as: context.format, isList: false) }
        let size = made["size"]?.string.flatMap { Quantity($0) }.map { ", \(ByteCount.text($0.value))" } ?? ""
        context.printer.line(
            TerminalText.clean("\(instance): published as \(made["image"]?.string ?? name) at \(made["site"]?.string ?? "")\(size)"))
    }
}
