import ArgumentParser
import StrataAPI
import StrataClient

/// `strata snapshot create`
struct SnapshotCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Keep an instance as it is now.",
        discussion: """
            The instance goes on running. Its disks are kept as they are at one moment, and with --memory its memory too, where its stack can.

            Examples:
              strata snapshot create web
              strata snapshot create web before-upgrade
              strata snapshot create vm suspended --memory
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance's name.")
    var instance: String

    @Argument(help: "The snapshot's name; made from the instance's and the time when left out.")
    var name: String?

    @Flag(help: "Keep the memory of a running machine too.")
    var memory = false

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let name = name ?? "\(instance)-\(Timestamp.now().text.filter(\.isNumber))"
        let what = "cannot take snapshot \(name) of \(instance)"
        // A Snapshot may wait for an instance that is yet to come; who types its name means one that is there.
        _ = try await context.attempt(what, on: Instance.kind, context.name(Instance.kind, instance)) { () throws(ClientError) in
            try await context.client.get(Instance.kind, context.name(Instance.kind, instance))
        }
        var snapshot = Snapshot(name: ObjectName(name: name))
        snapshot.spec.instance = instance
        snapshot.spec.memory = memory
        let document = snapshot.json
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Snapshot.kind, namespace: context.namespace, document)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { context.printer.line("\(name): asked for; `strata snapshot ls -w` shows how it goes on") }
            if !isPlain { context.printer.objects([created], as: context.format, isList: false) }
            return
        }
        let wait = MomentWait<Snapshot>(
            context: context, waiting: waiting, name: name, what: what, command: "strata snapshot", phase: \.status.phase,
            conditions: \.status.conditions)
        let ready = try await wait.run()
        guard isPlain else { return context.printer.objects([ready.json], as: context.format, isList: false) }
        let size = ready.status.size.map { ", \($0.text)" } ?? ""
        context.printer.line(TerminalText.clean("\(name): taken of \(instance)\(size)"))
    }
}
