import ArgumentParser
import Glibc
import StrataAPI
import StrataClient

/// `strata console`
struct Console: AsyncParsableCommand {
    /// Control and `]`, as in telnet(1) and virsh(1).
    static let escape: UInt8 = 0x1D

    static let configuration = CommandConfiguration(
        abstract: "Attach to the console of an instance.",
        discussion: """
            Ctrl-] leaves; the instance does not notice.

            Examples:
              strata console web
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance.")
    var name: String

    func run() async throws {
        let context = try global.open()
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
