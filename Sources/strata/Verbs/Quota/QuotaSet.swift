import ArgumentParser
import StrataAPI
import StrataClient

/// `strata quota set`
struct QuotaSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Make or change a quota of a namespace.",
        discussion: """
            Limits that are not named stay as they are; `none` takes one away. What there is already stays, also where it is more.

            Examples:
              strata quota set team --instances 20 --cpu 16 --memory 32Gi
              strata quota set team --memory none
              strata quota set team --limit count/secrets=10 -n web
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The quota's name.")
    var name: String

    @Option(help: "How many instances there may be.")
    var instances: String?

    @Option(help: "Their CPU limits together, in cores.")
    var cpu: String?

    @Option(help: "Their memory limits together, such as 32Gi.")
    var memory: String?

    @Option(help: "The disks of instances and volumes together, such as 1Ti.")
    var storage: String?

    @Option(help: "How many snapshots there may be.")
    var snapshots: String?

    @Option(help: "How many volumes there may be.")
    var volumes: String?

    @Option(name: .customLong("limit"), help: "Any limit by its name in the API: NAME=AMOUNT. May be given several times.")
    var limits: [String] = []

    /// The limits by their names; null for one that is to go.
    private func hard() throws -> [String: JSONValue] {
        var hard: [String: JSONValue] = [:]
        let named = [
            ("count/instances.strata.dev", instances), ("limits.cpu", cpu), ("limits.memory", memory), ("requests.storage", storage),
            ("count/snapshots.strata.dev", snapshots), ("count/volumes.strata.dev", volumes),
        ]
        for (name, amount) in named { if let amount { hard[name] = amount == "none" ? .null : .string(amount) } }
        for limit in limits {
            guard let equals = limit.firstIndex(of: "=") else {
                throw ValidationError("--limit \(limit.printable(limit: 80)): write NAME=AMOUNT, such as limits.cpu=16")
            }
            let amount = String(limit[limit.index(after: equals)...])
            hard[String(limit[..<equals])] = amount == "none" ? .null : .string(amount)
        }
        guard !hard.isEmpty else { throw ValidationError("name a limit, such as --instances 20") }
        return hard
    }

    func run() async throws {
        let hard = try hard()
        let context = try global.open()
        let objectName = context.name(ResourceQuota.kind, name)
        let (object, change) = try await context.attempt("cannot set quota \(name)") { () throws(ClientError) in
            if try await LiveObject.get(ResourceQuota.kind, objectName, context.client) != nil {
                return (try await context.client.merge(ResourceQuota.kind, objectName, ["spec": ["hard": .object(hard)]]), "changed")
            }
            let object: JSONValue = [
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": .string(name)],
                "spec": ["hard": .object(hard.filter { !$0.value.isNull })],
            ]
            return (try await context.client.create(ResourceQuota.kind, namespace: objectName.namespace, object), "created")
        }
        switch context.format {
        case .table, .wide: context.printer.line(TerminalText.clean("quota \(name): \(change)"))
        case .json, .yaml, .name: context.printer.objects([object], as: context.format, isList: false)
        }
    }
}
