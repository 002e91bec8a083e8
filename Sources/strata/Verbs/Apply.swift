import ArgumentParser
import StrataAPI
import StrataClient

/// `strata apply`
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make objects be as files say, creating those that do not exist.",
        discussion: """
            The server merges what the files say into what there is (server-side apply). Where someone else set a field differently, that is a conflict.

            Examples:
              strata apply -f web.yaml
              strata apply -f deploy/ --dry-run
              cat web.yaml | strata apply -f -
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "A file, a directory, or - for standard input. May be given several times.", completion: .file())
    var files: [String]

    @Flag(help: "Take over fields that others have set.")
    var forceConflicts = false

    @Flag(help: "Check everything, change nothing.")
    var dryRun = false

    func run() async throws {
        let manifests = try ManifestReader.read(files)
        let context = try global.open()
        let options = WriteOptions(isDryRun: dryRun, isForced: forceConflicts)
        var applied: [JSONValue] = []
        let isPlain = context.format == .table || context.format == .wide
        try await SeveralFailures.collect(manifests) { manifest in
            let (object, change) = try await apply(manifest, context, options)
            applied.append(object)
            if isPlain { context.printer.line("\(manifest.reference) \(change)" + (dryRun ? " (dry run)" : "")) }
        } finally: {
            if !isPlain, !applied.isEmpty { context.printer.objects(applied, as: context.format, isList: manifests.count > 1) }
        }
    }

    private func apply(
        _ manifest: Manifest, _ context: ClientContext, _ options: WriteOptions
    ) async throws(CommandFailure) -> (object: JSONValue, change: String) {
        let name = manifest.name(in: context.namespace)
        do throws(ClientError) {
            let before = try await LiveObject.get(manifest.kind, name, context.client)
            let after = try await context.client.apply(manifest.kind, name, manifest.object, options)
            guard let before else { return (after, "created") }
            let isSame = LiveObject.comparable(before) == LiveObject.comparable(after)
            return (after, isSame ? "unchanged" : "configured")
        } catch {
            var failure = CommandFailure("cannot apply \(manifest.reference) of \(manifest.source)", error)
            if failure.status == .conflict { failure.hint = "--force-conflicts takes the fields over" }
            throw failure
        }
    }
}
