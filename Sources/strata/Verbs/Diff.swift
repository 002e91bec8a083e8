import ArgumentParser
import StrataAPI
import StrataClient

/// `strata diff`
struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what `apply` would change, or how machines differ from their instances.",
        discussion: """
            With -f, the server works out what apply would make of objects, without storing it. With names of instances, their machines are compared \
            with what the instances say. The exit code is 0 where nothing differs, and 1 where something does.

            Examples:
              strata diff -f web.yaml
              strata diff -f deploy/
              strata diff web
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "A file, a directory, or - for standard input. May be given several times.", completion: .file())
    var files: [String] = []

    @Argument(help: "Names of instances whose machines are to be compared with them.")
    var names: [String] = []

    func run() async throws {
        guard files.isEmpty != names.isEmpty else { throw ValidationError("name either files with -f or instances") }
        if !names.isEmpty { return try await MachineDifferences(context: try global.open()).run(names) }
        let manifests = try ManifestReader.read(files)
        let context = try global.open()
        var isDifferent = false
        let hasColor = context.printer.hasColor && context.printer.output.isTerminal
        try await SeveralFailures.collect(manifests) { manifest in
            let name = manifest.name(in: context.namespace)
            let (before, after) = try await context.attempt("cannot compare \(manifest.reference) of \(manifest.source)") {
                () throws(ClientError) in
                let before = try await LiveObject.get(manifest.kind, name, context.client)
                let after = try await context.client.apply(
                    manifest.kind, name, manifest.object, WriteOptions(isDryRun: true, isForced: true))
                return (before, after)
            }
            let (old, new) = SecretMask.masked(before.map(LiveObject.comparable), Self.planned(after, isNew: before == nil))
            let diff = UnifiedDiff(
                old.map(Self.lines) ?? [], Self.lines(new),
                from: "live/\(manifest.reference)", to: "merged/\(manifest.reference)")
            guard !diff.isEmpty else { return }
            isDifferent = true
            context.printer.output.write(diff.text(hasColor: hasColor))
        }
        if isDifferent { throw ExitCode(ExitStatus.failed.rawValue) }
    }

    /// What a dry run makes up for an object that does not exist is no difference.
    private static func planned(_ object: JSONValue, isNew: Bool) -> JSONValue {
        var object = LiveObject.comparable(object)
        if isNew {
            for field in ["uid", "creationTimestamp"] { object[path: ["metadata", field]] = nil }
        }
        return object
    }

    private static func lines(_ object: JSONValue) -> [String] {
        TerminalText.cleanLines(object.yaml()).split(separator: "\n").map(String.init)
    }
}
