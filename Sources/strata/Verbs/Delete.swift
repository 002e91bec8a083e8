import ArgumentParser
import StrataAPI
import StrataClient

/// `strata delete`
struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete objects of any kind, by name or as files name them.",
        discussion: """
            Examples:
              strata delete -f web.yaml
              strata delete image busybox
              strata delete instance web db --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The kind.", completion: .list(KnownKinds.all.map(\.singular)))
    var kind: String?

    @Argument(help: "Names of objects.")
    var names: [String] = []

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "A file, a directory, or - for standard input. May be given several times.", completion: .file())
    var files: [String] = []

    @Option(help: "Seconds that they are given to end.")
    var grace: Int?

    @Flag(help: "What does not exist is no failure.")
    var ignoreNotFound = false

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if files.isEmpty, kind == nil || names.isEmpty { throw ValidationError("give -f FILE, or KIND and NAME") }
        if !files.isEmpty, kind != nil { throw ValidationError("give -f FILE or KIND and NAME, not both") }
        if let grace, grace < 0 { throw ValidationError("--grace must not be negative") }
    }

    func run() async throws {
        if let kind {
            let kind = try KnownKinds.kind(kind)
            let context = try global.open()
            return try await removal(context, kind).run(names.map { context.name(kind, $0) })
        }
        let manifests = try ManifestReader.read(files)
        let context = try global.open()
        // What was made last may stand on what was made first.
        var failures: [CommandFailure] = []
        for manifest in manifests.reversed() {
            do {
                try await removal(context, manifest.kind).run([manifest.name(in: context.namespace)])
            } catch let several as SeveralFailures {
                failures += several.failures
            }
        }
        if !failures.isEmpty { throw SeveralFailures(failures: failures) }
    }

    private func removal(_ context: ClientContext, _ kind: ResourceKind) -> Removal {
        Removal(context: context, kind: kind, graceSeconds: grace, waiting: waiting, ignoresMissing: ignoreNotFound)
    }
}
