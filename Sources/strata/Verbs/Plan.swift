import ArgumentParser
import StrataAPI
import StrataClient

/// `strata plan`
struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what `apply` would do, field by field, and what waits for a restart.",
        discussion: """
            The server judges each object without storing it, and asks the drivers what a change would mean for the machines; nothing is touched. \
            Fields that cannot be changed, and what the server refuses, are named.

            Exit codes: 0 planned, 1 the server would refuse something. With --detailed-exitcode: 0 nothing would change, 6 something would.

            Examples:
              strata plan -f web.yaml
              strata plan -f deploy/ --detailed-exitcode
              cat web.yaml | strata plan -f - -o json
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "A file, a directory, or - for standard input. May be given several times.", completion: .file())
    var files: [String]

    @Flag(help: "Plan as apply does with --force-conflicts: take over fields that others have set.")
    var forceConflicts = false

    @Flag(name: .customLong("detailed-exitcode"), help: "End with 6 where something would change.")
    var detailedExitCode = false

    func run() async throws {
        let manifests = try ManifestReader.read(files)
        let context = try global.open()
        let text = PlanText(hasColor: context.printer.hasColor && context.printer.output.isTerminal)
        var plans: [ObjectPlan] = []
        let isPlain = context.format == .table || context.format == .wide || context.format == .name
        try await SeveralFailures.collect(manifests) { manifest in
            let plan = try await context.attempt("cannot plan \(manifest.reference) of \(manifest.source)") { () throws(ClientError) in
                try await ObjectPlan.make(manifest, in: context.namespace, forcing: forceConflicts, context.client)
            }
            plans.append(plan)
            if isPlain { text.lines(plan).forEach { context.printer.line($0) } }
        } finally: {
            if isPlain {
                context.printer.line(PlanText.summary(plans))
            } else {
                let json: JSONValue = ["apiVersion": .string(Instance.kind.apiVersion), "kind": "Plan", "items": .array(plans.map(\.json))]
                context.printer.objects([json], as: context.format, isList: false)
            }
        }
        if plans.contains(where: { $0.action == .refuse || $0.action == .replace }) { throw ExitCode(ExitStatus.failed.rawValue) }
        if detailedExitCode, plans.contains(where: { $0.action != .none }) { throw ExitCode(ExitStatus.differs.rawValue) }
    }
}
