import ArgumentParser
import StrataAPI
import StrataClient

/// `strata image unpublish`
struct ImageUnpublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpublish",
        abstract: "Remove an image that a site's stack keeps since `strata image publish`.",
        discussion: """
            Instances that were made from it are left alone, and so are images that Strata did not make.

            Examples:
              strata image unpublish golden --site lab
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "What the stack calls the image.")
    var name: String

    @Option(help: "The site.")
    var site: String

    func run() async throws {
        let context = try global.open()
        let objectName = ObjectName(name: site)
        let wish: JSONValue = ["name": .string(name)]
        _ = try await context.attempt("cannot remove the image \(name)", on: Site.kind, objectName) { () throws(ClientError) in
            try await context.client.order("unpublish", of: Site.kind, objectName, wish, timeout: .seconds(120))
        }
        context.printer.line(TerminalText.clean("\(name): removed from \(site)"))
    }
}
