import ArgumentParser
import StrataAPI
import StrataClient

/// `strata adopt`
struct Adopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take over machines that exist already and were only observed.",
        discussion: """
            The machine goes on as it is; only its owner is noted. What Strata may do to it from then on is said by --management; \
            Create, which makes a lost machine anew, needs an image in the instance. A machine that is noted as another server's is refused; \
            --take-over makes it this one's. Do that only where the other server is gone for good: two that manage one machine undo each other's changes.

            Examples:
              strata adopt web
              strata adopt web db --management Update
              strata adopt web --print > web.yaml
              strata adopt web --take-over
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of instances.")
    var names: [String]

    @Option(help: "What Strata may do: Create, Update, Delete, separated by commas.")
    var management = "Update,Delete"

    @Flag(help: "Take over machines that are noted as instances of another server.")
    var takeOver = false

    @Flag(help: "Print the instance as a manifest to keep, as `get --portable` does.")
    var print = false

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let rights = try management.split(separator: ",").map { word in
            guard let right = Instance.Right.allCases.first(where: { $0.rawValue.lowercased() == word.lowercased() }), right != .observe
            else {
                throw ValidationError("--management \(String(word).printable(limit: 40)): name Create, Update or Delete")
            }
            return JSONValue.string(right.rawValue)
        }
        guard !rights.isEmpty else { throw ValidationError("--management names nothing") }
        let context = try global.open()
        var adopted: [JSONValue] = []
        try await SeveralFailures.collect(names) { name in
            let objectName = context.name(Instance.kind, name)
            let what = "cannot adopt \(name)"
            var patch: JSONValue = ["spec": ["management": .array(rights)]]
            if takeOver {
                let current = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
                    try await context.client.get(Instance.kind, objectName)
                }
                let owner = current[path: ["status", "ownerUID"]]?.string ?? ""
                if !owner.isEmpty { patch[path: ["spec", "takeOver"]] = .string(owner) }
            }
            var object = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
                try await context.client.merge(Instance.kind, objectName, patch)
            }
            if waiting.wait, let instance = Instance(json: object) {
                let wait = InstanceWait(
                    context: context, name: objectName, goal: .power(instance.spec.power), timeout: waiting.timeout, before: instance)
                object = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }.json
            }
            adopted.append(PortableObject.of(object))
            if !print { context.printer.line(TerminalText.clean("\(name): adopted")) }
        } finally: {
            if print, !adopted.isEmpty {
                let isText = context.format == .table || context.format == .wide
                context.printer.objects(adopted, as: isText ? .yaml : context.format, isList: adopted.count > 1)
            }
        }
    }
}
