import ArgumentParser

/// `strata image`
struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Work with images: what instances start from.",
        discussion: """
            Examples:
              strata image ls
              strata image build debian/12
              strata image import ./rootfs.tar.xz tools
              strata image publish web golden
            """,
        subcommands: [ImageList.self, ImageBuild.self, ImageImport.self, ImagePublish.self, ImageUnpublish.self, ImageRemove.self])
}
