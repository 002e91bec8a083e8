import ArgumentParser
import StrataAPI

/// `strata volume detach`
struct VolumeDetach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detach",
        abstract: "Take a volume away from an instance, at once where its stack can. What is on it stays.",
        discussion: """
            Examples:
              strata volume detach data db
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The volume.")
    var volume: String

    @Argument(help: "The instance.")
    var instance: String

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let edit = InstanceEdit(context: try global.open(), name: instance, waiting: waiting)
        let what = "cannot detach volume \(volume) from \(instance)"
        try await edit.run(what: what, done: "\(instance): no longer has volume \(volume)") { (object) throws(CommandFailure) in
            guard let index = object.spec.volumes.firstIndex(where: { $0.volume == volume }) else {
                let names = object.spec.volumes.map(\.volume)
                throw CommandFailure(
                    what, cause: names.isEmpty ? "it has no volumes" : "it has \(names.joined(separator: ", "))", status: .notFound)
            }
            object.spec.volumes.remove(at: index)
        }
    }
}
