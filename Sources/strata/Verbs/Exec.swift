import ArgumentParser
import Glibc
import StrataAPI
import StrataClient

/// `strata exec`
struct Exec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a command in an instance.",
        discussion: """
            The exit code is the command's.

            Examples:
              strata exec web -- ls -l /
              strata exec -it web -- sh
              strata exec -i web -- tar x -C / < files.tar
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Flag(name: [.customShort("i"), .long], help: "Pass standard input on.")
    var stdin = false

    @Flag(name: [.customShort("t"), .long], help: "Give the command a terminal.")
    var tty = false

    @Argument(help: "The instance.")
    var name: String

    @Argument(parsing: .postTerminator, help: "The command, after --.")
    var command: [String] = []

    func validate() throws {
        if command.isEmpty { throw ValidationError("name the command after --: strata exec \(name) -- COMMAND") }
    }

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Instance.kind, name)
        let what = "cannot run \(command[0]) in \(name)"
        let hasTerminal = tty && (!stdin || isatty(STDIN_FILENO) == 1)
        if tty, !hasTerminal { context.printer.message("strata: standard input is no terminal, so the command gets none either") }
        let session = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
            try await context.client.exec(objectName, command: command, hasInput: stdin, hasTerminal: hasTerminal)
        }
        let terminal = TerminalSession(session: session, hasInput: stdin, hasTerminal: hasTerminal, surroundings: .current)
        let end = try await context.attempt(what) { () throws(ClientError) in try await terminal.run() }
        switch end {
        case .finished(let code): if let code, code != 0 { throw ExitCode(code) }
        case .detached: break
        case .interrupted(let signal): throw ExitCode(128 + signal)
        }
    }
}
