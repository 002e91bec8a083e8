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
        let ready = try await wait(context, name, what)
        guard isPlain else { return context.printer.objects([ready.json], as: context.format, isList: false) }
        let size = ready.status.size.map { ", \($0.text)" } ?? ""
        context.printer.line(TerminalText.clean("\(name): taken of \(instance)\(size)"))
    }

    private func wait(_ context: ClientContext, _ name: String, _ what: String) async throws -> Snapshot {
        let latest = Latest<Snapshot>()
        let follower = ObjectFollower(client: context.client, kind: Snapshot.kind, name: context.name(Snapshot.kind, name))
        do {
            try await Progress.during(context.printer.messages) { progress in
                try await Deadline.within(waiting.timeout.duration) {
                    try await follower.follow { json in
                        guard let json, let snapshot = Snapshot(json: json) else {
                            throw CommandFailure(what, cause: "it was deleted meanwhile", status: .notFound)
                        }
                        latest.set(snapshot)
                        let message = snapshot.status.conditions["Ready"].map { $0.status == .yes ? "" : $0.message } ?? ""
                        if snapshot.status.phase == .failed {
                            throw CommandFailure(what, cause: message, hint: "remove it with `strata snapshot rm \(name)`, and try again")
                        }
                        progress.show("\(name): \(snapshot.status.phase.rawValue.lowercased())", detail: message)
                        return snapshot.status.phase == .ready
                    }
                }
            }
        } catch is Deadline.Passed {
            throw CommandFailure(
                what, cause: "not taken within \(waiting.timeout)", hint: "it goes on; `strata describe snapshot \(name)` tells more")
        } catch let error as ClientError {
            throw CommandFailure(what, error)
        }
        guard let snapshot = latest.value else { throw CommandFailure(what, cause: "it was not seen") }
        return snapshot
    }
}
