import ArgumentParser
import Glibc
import StrataAPI
import StrataClient

/// `strata vnc`
struct VNC: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vnc",
        abstract: "Let a VNC viewer of this machine attach to the screen of a virtual machine.",
        discussion: """
            Listens on a port of the loopback, or on a Unix socket that only you can open, until Ctrl-C, and passes each viewer on through the \
            server. Everybody on this machine can connect to the port.

            Examples:
              strata vnc vm
              strata vnc vm --port 5900
              strata vnc vm --socket ~/vm.sock
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance.")
    var name: String

    @Option(help: "The port to listen on; a free one when left out.")
    var port: Int?

    @Option(help: "The path of a Unix socket to listen on instead.")
    var socket: String?

    func validate() throws {
        if port != nil, socket != nil { throw ValidationError("give --port or --socket, not both") }
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port must be between 0 and 65535") }
    }

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Instance.kind, name)
        let what = "cannot attach to the screen of \(name)"
        // Whether it can be had at all is told before anybody connects.
        let trial = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
            try await context.client.screen(objectName)
        }
        trial.close()
        let place: LocalListener.Place = socket.map { .socket(LocalPath.joined($0)) } ?? .port(port ?? 0)
        let listener = try await context.attempt(what) { () throws(ClientError) in try await LocalListener.open(place) }
        let address =
            switch listener.place {
            case .port(let port): "127.0.0.1::\(port)"
            case .socket(let path): path
            }
        context.printer.line("vncviewer \(address)")
        context.printer.message("Listening on \(listener.place) for viewers of \(TerminalText.clean(name)); Ctrl-C ends.")
        let signals = SignalPipe([SIGTERM, SIGHUP, SIGINT])
        let number = await withTaskGroup(of: Int32?.self) { group -> Int32? in
            group.addTask {
                await listener.run { () async throws(ClientError) in
                    try await context.client.screen(objectName)
                } failed: { error in
                    context.printer.message("a viewer's connection ended: \(TerminalText.clean(error.description))")
                }
                return nil
            }
            group.addTask { await signals?.next() }
            let number = await group.next() ?? nil
            group.cancelAll()
            signals?.close()
            return number
        }
        if let number, number != SIGINT { throw ExitCode(128 + number) }
    }
}
