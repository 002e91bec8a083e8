import ArgumentParser
import StrataAPI

/// `strata image import`
struct ImageImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make an image of a root file system's tarball.",
        discussion: """
            The server reads the file itself, so it must be where the server runs. `strata import` brings instances that were exported.

            Examples:
              strata image import ./rootfs.tar.xz
              strata image import /srv/tools.tar.gz tools
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The tarball.", completion: .file())
    var file: String

    @Argument(help: "The image's name; made from the file's when left out.")
    var name: String?

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let path = LocalPath.joined(file)
        let creation = ImageCreation(
            context: try global.open(), source: path, name: name ?? ImageCreation.name(for: path), waiting: waiting)
        try await creation.run(verb: "import")
    }
}
