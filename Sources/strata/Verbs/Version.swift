import ArgumentParser
import StrataAPI
import StrataClient

/// `strata version`
struct Version: AsyncParsableCommand {
    /// The version of this program.
    static let text = "0.1.0"

    static let configuration = CommandConfiguration(
        abstract: "Show the versions of this program and of the server.",
        discussion: """
            Examples:
              strata version
              strata version --client
              strata version -o json
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Flag(help: "Do not ask the server.")
    var client = false

    func run() async throws {
        let format = try global.format()
        let printer = global.printer
        var versions: JSONValue = ["client": ["version": .string(Self.text)]]
        if !client {
            let context = try global.open()
            versions["server"] = try await context.attempt("cannot ask the server for its version") { () throws(ClientError) in
                try await context.client.version()
            }
        }
        switch format {
        case .json, .yaml: printer.objects([versions], as: format, isList: false)
        case .table, .wide, .name:
            printer.line("client   \(Self.text)")
            guard let server = versions["server"] else { return }
            let name = server["gitVersion"]?.string ?? "unknown"
            let platform = server["platform"]?.string.map { " (\($0))" } ?? ""
            printer.line("server   \(TerminalText.clean(name + platform))")
        }
    }
}
