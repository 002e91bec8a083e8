import ArgumentParser

/// `strata volume`
struct VolumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "volume",
        abstract: "Work with volumes: data that outlives instances.",
        discussion: """
            Examples:
              strata volume create data --size 2Gi
              strata launch debian/12 db --volume data:/var/lib/postgresql
              strata volume resize data 4Gi
              strata volume ls
            """,
        subcommands: [
            VolumeCreate.self, VolumeList.self, VolumeShow.self, VolumeAttach.self, VolumeDetach.self, VolumeResize.self,
            VolumeRemove.self,
        ])
}
