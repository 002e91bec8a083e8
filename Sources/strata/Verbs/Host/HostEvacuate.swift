import ArgumentParser
import StrataAPI
import StrataClient

/// `strata host evacuate`
struct HostEvacuate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evacuate",
        abstract: "Empty a host of its machines, as before work on it.",
        discussion: """
            The site's stack takes the machines to its other hosts, live where it can; what runs runs on there. The host takes no new ones until \
            `strata host restore`, which also brings back what left it.

            Examples:
              strata host evacuate lab-node2
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The host's name, as `strata host ls` shows it.")
    var name: String

    func run() async throws {
        try await HostOrder(context: try global.open(), name: name).run("evacuate", "evacuating", "evacuated")
    }
}

/// `strata host restore`
struct HostRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Have an evacuated host take machines again; those come back that left it.",
        discussion: """
            Examples:
              strata host restore lab-node2
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The host's name, as `strata host ls` shows it.")
    var name: String

    func run() async throws {
        try await HostOrder(context: try global.open(), name: name).run("restore", "restoring", "restored")
    }
}

/// Asks for something to be done with a host, and waits until it is.
struct HostOrder {
    let context: ClientContext
    let name: String

    func run(_ action: String, _ doing: String, _ done: String) async throws {
        let host = ObjectName(name: name)
        try await Progress.during(context.printer.messages) { progress in
            progress.show("\(name): \(doing)")
            _ = try await context.attempt("cannot \(action) \(name)", on: Host.kind, host) { () throws(ClientError) in
                try await context.client.order(action, of: Host.kind, host, timeout: .seconds(3600))
            }
        }
        context.printer.line(TerminalText.clean("\(name): \(done)"))
    }
}
