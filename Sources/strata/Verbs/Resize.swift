import ArgumentParser
import StrataAPI
import StrataClient

/// `strata resize`
struct Resize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change how many processors, how much memory and disk an instance has.",
        discussion: """
            It happens at once where the stack can; what waits for the next start is told, with the reason. Disks only grow.

            Examples:
              strata resize web --memory 512Mi
              strata resize vm --cpu 4 --memory 8Gi --disk 40Gi
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance.")
    var name: String

    @Option(help: "Its CPU limit in cores: 0.5, 2, ….")
    var cpu: Double?

    @Option(help: "Its memory limit: 64Mi, 2Gi, ….")
    var memory: String?

    @Option(help: "The size of a virtual machine's own disk: 10Gi, ….")
    var disk: String?

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        guard cpu != nil || memory != nil || disk != nil else { throw ValidationError("say what to change: --cpu, --memory or --disk") }
        if let cpu, !(0.01...4096).contains(cpu) { throw ValidationError("--cpu must be between 0.01 and 4096") }
        for (option, amount) in [("--memory", memory), ("--disk", disk)] {
            if let amount, Quantity(amount).map({ $0.value <= 0 }) ?? true {
                throw ValidationError("\(option) must be an amount such as 512Mi or 10Gi")
            }
        }
    }

    func run() async throws {
        let context = try global.open()
        let objectName = context.name(Instance.kind, name)
        let what = "cannot resize \(name)"
        var spec: JSONValue = .object([:])
        if let cpu { spec["cpu"] = ["cores": Int64(exactly: cpu).map(JSONValue.int) ?? .double(cpu)] }
        if let memory { spec["memory"] = .string(memory) }
        if let disk { spec["disk"] = .string(disk) }
        try await ObservedCheck(context: context).require(objectName, what)
        let patch: JSONValue = ["spec": spec]
        let changed = try await context.attempt(what, on: Instance.kind, objectName) { () throws(ClientError) in
            try await context.client.merge(Instance.kind, objectName, patch)
        }
        guard waiting.wait else { return report(changed, "\(name): will be resized", context) }
        let wait = InstanceWait(
            context: context, name: objectName, goal: .applied, timeout: waiting.timeout, before: Instance(json: changed))
        let instance = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
        let inSync = instance.status.conditions["InSync"]
        report(instance.json, inSync?.status == .no ? "\(name): \(inSync?.message ?? "")" : "\(name): resized", context)
    }

    private func report(_ object: JSONValue, _ line: String, _ context: ClientContext) {
        switch context.format {
        case .table, .wide: context.printer.line(TerminalText.clean(line))
        case .json, .yaml, .name: context.printer.objects([object], as: context.format, isList: false)
        }
    }
}
