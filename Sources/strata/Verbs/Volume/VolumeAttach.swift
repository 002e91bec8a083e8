import ArgumentParser
import StrataAPI

/// `strata volume attach`
struct VolumeAttach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Attach a volume to an instance, at once where its stack can.",
        discussion: """
            A container sees it at the path given; a virtual machine sees a disk whose serial number is the volume's name. One instance has a volume at a \
            time, or several that only read it.

            Examples:
              strata volume attach data:/srv db
              strata volume attach data:/srv:ro reader
              strata volume attach disk vm
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The volume: VOLUME[:PATH][:ro].")
    var volume: VolumeMount

    @Argument(help: "The instance.")
    var instance: String

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let edit = InstanceEdit(context: try global.open(), name: instance, waiting: waiting)
        let name = volume.mount.volume
        try await edit.run(what: "cannot attach volume \(name) to \(instance)", done: "\(instance): has volume \(name)") {
            (instance) throws(CommandFailure) in
            if let index = instance.spec.volumes.firstIndex(where: { $0.volume == name }) {
                instance.spec.volumes[index] = volume.mount
            } else {
                instance.spec.volumes.append(volume.mount)
            }
        }
    }
}
