import ArgumentParser
import StrataAPI

/// `strata image build`
struct ImageBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an image from a recipe.",
        discussion: """
            Examples:
              strata image build busybox
              strata image build debian/12 base
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The recipe: busybox, tiny, debian/12, ….", completion: .list(["busybox", "tiny", "debian/12"]))
    var source: String

    @Argument(help: "The image's name; made from the recipe's when left out.")
    var name: String?

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let creation = ImageCreation(
            context: try global.open(), source: source, name: name ?? ImageCreation.name(for: source), waiting: waiting)
        try await creation.run(verb: "build")
    }
}
