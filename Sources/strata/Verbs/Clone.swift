import ArgumentParser
import StrataAPI
import StrataClient

/// `strata clone`
struct Clone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an instance as a copy of another.",
        discussion: """
            The copy has the disks of the source as they are now, or were at a snapshot, and outlives it. It has the source's limits, \
            environment, networks and options, but a name, addresses and an identity of its own. It publishes no ports and has no volumes.

            Examples:
              strata clone web web-test
              strata clone web web-old --snapshot before-upgrade
              strata clone web web-cold --no-start
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance to copy.")
    var source: String

    @Argument(help: "The copy's name; one is made up when left out.")
    var name: String?

    @Option(help: "A snapshot of the source, whose moment is copied.")
    var snapshot: String?

    @Flag(inversion: .prefixedNo, help: "Start the copy.")
    var start = true

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let name = name ?? InstanceName.random()
        let what = "cannot clone \(source)"
        let found = try await context.attempt(what, on: Instance.kind, context.name(Instance.kind, source)) { () throws(ClientError) in
            try await context.client.get(Instance.kind, context.name(Instance.kind, source))
        }
        if let snapshot {
            let moment = try await context.attempt(what, on: Snapshot.kind, context.name(Snapshot.kind, snapshot)) {
                () throws(ClientError) in
                try await context.client.get(Snapshot.kind, context.name(Snapshot.kind, snapshot))
            }
            guard Snapshot(json: moment)?.spec.instance == source else {
                throw CommandFailure(
                    what, cause: "\(snapshot) is no snapshot of it", hint: "`strata snapshot ls \(source)` lists those", status: .usage)
            }
        }
        guard let origin = Instance(json: found) else { throw CommandFailure(what, cause: "it cannot be read") }
        let moment = Instance.Source(instance: origin.metadata.name, snapshot: snapshot ?? "")
        let copy = Self.copy(of: origin, name: name, from: moment, isStarted: start)
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Instance.kind, namespace: context.namespace, copy.json)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { context.printer.line("\(name): asked for; `strata ls -w` shows how it goes on") }
            if !isPlain { context.printer.objects([created], as: context.format, isList: false) }
            return
        }
        let wait = InstanceWait(
            context: context, name: context.name(Instance.kind, name), goal: .power(copy.spec.power), timeout: waiting.timeout)
        let made = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
        guard isPlain else { return context.printer.objects([made.json], as: context.format, isList: false) }
        context.printer.line(Launch.summary(made))
    }

    /// The instance that is a copy of another, with what may be the same twice.
    static func copy(of origin: Instance, name: String, from source: Instance.Source, isStarted: Bool) -> Instance {
        var copy = Instance(name: ObjectName(name: name))
        copy.metadata.labels = origin.metadata.labels
        copy.spec = origin.spec
        copy.spec.image = ""
        copy.spec.source = source
        copy.spec.hostname = ""
        copy.spec.ports = []
        copy.spec.volumes = []
        copy.spec.networks = origin.spec.networks.map { Instance.Card(network: $0.network) }
        copy.spec.rights = [.create, .update, .delete]
        copy.spec.power = isStarted ? .running : .stopped
        return copy
    }
}
