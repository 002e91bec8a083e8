import ArgumentParser
import StrataAPI
import StrataClient

/// `strata reset`
struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Press the reset button of virtual machines.",
        discussion: """
            What is in their memory is lost, without a word to what runs there. `strata restart` asks first.

            Examples:
              strata reset vm
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    func run() async throws {
        let context = try global.open()
        try await SeveralFailures.collect(names) { name in
            let objectName = context.name(Instance.kind, name)
            try await context.attempt("cannot reset \(name)", on: Instance.kind, objectName) { () throws(ClientError) in
                _ = try await context.client.order("reset", of: Instance.kind, objectName)
            }
            context.printer.line("\(TerminalText.clean(name)): reset")
        }
    }
}
