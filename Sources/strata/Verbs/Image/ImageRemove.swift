import ArgumentParser
import StrataAPI

/// `strata image rm`
struct ImageRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove images. Instances made from them are left alone.",
        discussion: """
            Examples:
              strata image rm busybox
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of images.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let removal = Removal(context: context, kind: Image.kind, waiting: waiting)
        try await removal.run(names.map { context.name(Image.kind, $0) })
    }
}
