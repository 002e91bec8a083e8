import ArgumentParser
import StrataAPI
import StrataClient

/// `strata logs`
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what an instance wrote to its console.",
        discussion: """
            On a terminal, colours are shown, and what could do more than colour is made visible instead; --raw passes everything on.

            Examples:
              strata logs web
              strata logs web --tail 20 -f
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance.")
    var name: String

    @Flag(name: .shortAndLong, help: "Wait for more.")
    var follow = false

    @Option(help: "Begin with that many of the last lines.")
    var tail: Int?

    @Flag(help: "Pass on everything as it is, to a terminal too.")
    var raw = false

    func validate() throws {
        if let tail, !(0...1_000_000_000).contains(tail) { throw ValidationError("--tail must not be negative") }
    }

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Instance.kind, name)
        let what = "cannot show the log of \(name)"
        let session = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
            try await context.client.log(objectName, tailLines: tail, isFollowed: follow)
        }
        let sink = context.printer.output
        var filter = LogFilter(allowsColor: context.printer.hasColor)
        let isFiltered = sink.isTerminal && !raw
        try await context.attempt(what) { () throws(ClientError) in
            while let output = try await session.next() {
                switch output {
                case .output(let bytes), .errorOutput(let bytes): sink.write(isFiltered ? filter.pass(bytes) : bytes)
                case .exited: return
                }
            }
        }
    }
}
