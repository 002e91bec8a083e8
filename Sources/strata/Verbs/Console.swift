import ArgumentParser
import Glibc
import StrataAPI
import StrataClient

/// `strata console`
struct Console: AsyncParsableCommand {
    /// Control and `]`, as in telnet(1) and virsh(1).
    static let escape: UInt8 = 0x1D

    static let configuration = CommandConfiguration(
        abstract: "Attach to the console of an instance, or open the web console.",
        discussion: """
            Ctrl-] leaves; the instance does not notice.

            Without an instance it prints a link that signs you in to the web console, and opens it where there is xdg-open(1). The link works \
            once, within two minutes.

            Examples:
              strata console web
              strata console
              strata console --no-open
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance; without one, the web console.")
    var name: String?

    @Flag(inversion: .prefixedNo, help: "Open the web console in a browser, where one can be opened.")
    var open = true

    func run() async throws {
        let context = try global.open()
        guard let name else { return try await ConsoleLink(context: context, opens: open).run() }
        let objectName = context.name(Instance.kind, name)
        let what = "cannot attach to the console of \(name)"
        let session = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
            try await context.client.console(objectName)
        }
        context.printer.message("Attached to \(TerminalText.clean(name)); Ctrl-] leaves.")
        let terminal = TerminalSession(session: session, hasInput: true, hasTerminal: true, escape: Self.escape, surroundings: .current)
        let end = try await context.attempt(what) { () throws(ClientError) in try await terminal.run() }
        switch end {
        case .finished(let code):
            context.printer.message("The console ended.")
            if let code, code != 0 { throw ExitCode(code) }
        case .detached: context.printer.message("\nDetached.")
        case .interrupted(let signal): throw ExitCode(128 + signal)
        }
    }
}
