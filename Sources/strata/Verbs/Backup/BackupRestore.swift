import ArgumentParser
import StrataAPI
import StrataClient

/// `strata backup restore`
struct BackupRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make an instance from a backup.",
        discussion: """
            The instance has the disks that the backup holds. It has the limits, environment, networks and options that the instance of the backup had then, \
            whether that is there still or not, but a name, addresses and an identity of its own. It publishes no ports and has no volumes. It is made at \
            the site that keeps the backup, which stays.

            Examples:
              strata backup restore before-upgrade web-2
              strata backup restore before-upgrade web-2 --memory 4Gi --cpu 2
              strata backup restore before-upgrade web-cold --no-start
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The backup's name.")
    var backup: String

    @Argument(help: "The new instance's name.")
    var instance: String

    @Option(help: "Its CPU limit in cores: 0.5, 2, …; as it was when left out.")
    var cpu: Double?

    @Option(help: "Its memory limit: 64Mi, 2Gi, …; as it was when left out.")
    var memory: String?

    @Option(help: "The size of a virtual machine's own disk: at least what the backup holds.")
    var disk: String?

    @Option(help: "A label: KEY=VALUE. May be given several times.")
    var label: [KeyValue] = []

    @Flag(inversion: .prefixedNo, help: "Start the instance.")
    var start = true

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if let cpu, !(0.01...4096).contains(cpu) { throw ValidationError("--cpu must be between 0.01 and 4096") }
        for (name, text) in [("memory", memory), ("disk", disk)] {
            if let text, Quantity(text).map({ $0.value <= 0 }) ?? true {
                throw ValidationError("--\(name) must be an amount such as 64Mi or 2Gi")
            }
        }
    }

    func run() async throws {
        let context = try global.open()
        let what = "cannot restore \(backup)"
        let found = try await context.attempt(what, on: Backup.kind, context.name(Backup.kind, backup)) { () throws(ClientError) in
            try await context.client.get(Backup.kind, context.name(Backup.kind, backup))
        }
        guard let kept = Backup(json: found) else { throw CommandFailure(what, cause: "it cannot be read") }
        guard kept.status.phase == .ready else {
            throw CommandFailure(
                what, cause: "it is \(kept.status.phase.rawValue)", hint: "`strata describe backup \(backup)` tells more", status: .conflict
            )
        }
        let instance = document(of: kept)
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Instance.kind, namespace: context.namespace, instance.json)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { context.printer.line("\(self.instance): asked for; `strata ls -w` shows how it goes on") }
            if !isPlain { context.printer.objects([created], as: context.format, isList: false) }
            return
        }
        let wait = InstanceWait(
            context: context, name: context.name(Instance.kind, self.instance), goal: .power(instance.spec.power), timeout: waiting.timeout)
        let made = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
        guard isPlain else { return context.printer.objects([made.json], as: context.format, isList: false) }
        context.printer.line(Launch.summary(made))
    }

    /// The instance that is made from a backup.
    func document(of kept: Backup) -> Instance {
        let name = ObjectName(name: instance)
        let origin = kept.instance(named: name) ?? Instance(name: name)
        var made = Clone.copy(of: origin, name: instance, from: Instance.Source(backup: backup), isStarted: start)
        made.metadata.labels = KeyValue.dictionary(label)
        made.spec.site = kept.status.site
        made.spec.type = kept.status.type
        made.spec.takeOver = ""
        if let cpu { made.spec.cpu.cores = cpu }
        if let memory { made.spec.memory = Quantity(memory) }
        if let disk { made.spec.disk = Quantity(disk) }
        return made
    }
}
