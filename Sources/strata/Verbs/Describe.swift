import ArgumentParser
import StrataAPI
import StrataClient

/// `strata describe`
struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell everything about objects: fields, conditions, events.",
        discussion: """
            Examples:
              strata describe instance web
              strata describe site local-lxc
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The kind.", completion: .list(KnownKinds.all.map(\.singular)))
    var kind: String

    @Argument(help: "Names of objects.")
    var names: [String]

    func run() async throws {
        let kind = try KnownKinds.kind(kind)
        try await Description(context: try global.open(), kind: kind).show(names)
    }
}
