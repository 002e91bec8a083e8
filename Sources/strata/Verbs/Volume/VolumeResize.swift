import ArgumentParser
import StrataAPI
import StrataClient

/// `strata volume resize`
struct VolumeResize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resize",
        abstract: "Let a volume grow, be it in use or not.",
        discussion: """
            Its file system grows with it where containers have it. In a virtual machine the disk grows; what is on it is the guest's to extend.

            Examples:
              strata volume resize data 4Gi
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The volume.")
    var name: String

    @Argument(help: "How much it is to hold: 512Mi, 20Gi.")
    var size: String

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if Quantity(size).map({ $0.value <= 0 }) ?? true { throw ValidationError("the size must be an amount such as 512Mi or 20Gi") }
    }

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Volume.kind, name)
        let what = "cannot resize volume \(name)"
        let changed = try await context.attempt(what, on: Volume.kind, objectName) { () throws(ClientError) in
            try await context.client.merge(Volume.kind, objectName, ["spec": ["size": .string(size)]])
        }
        let wait = ReadyWait(context: context, kind: Volume.kind, name: objectName, timeout: waiting.timeout)
        let object = waiting.wait ? try await wait.run(what: what) : changed
        switch context.format {
        case .table, .wide: context.printer.line(TerminalText.clean("\(name): \(waiting.wait ? "holds" : "will hold") \(size)"))
        case .json, .yaml, .name: context.printer.objects([object], as: context.format, isList: false)
        }
    }
}
