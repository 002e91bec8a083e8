import ArgumentParser
import StrataAPI
import StrataClient

/// `strata backup create`
struct BackupCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Have the stack keep a backup of an instance as it is now.",
        discussion: """
            The instance goes on as it was. The stack does the work, which takes as long as it takes to copy the disks; with --no-wait nobody waits for it.

            Examples:
              strata backup create web
              strata backup create web before-upgrade --storage nas
              strata backup create web nightly --no-wait
              strata backup create web big --timeout 6h
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance's name.")
    var instance: String

    @Argument(help: "The backup's name; made from the instance's and the time when left out.")
    var name: String?

    @Option(help: "Where the stack keeps it, in its own words: a storage or a pool. The site's choice when left out.")
    var storage: String?

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let name = name ?? "\(instance)-\(Timestamp.now().text.filter(\.isNumber))"
        let what = "cannot make backup \(name) of \(instance)"
        // A Backup may wait for an instance that is yet to come; who types its name means one that is there.
        _ = try await context.attempt(what, on: Instance.kind, context.name(Instance.kind, instance)) { () throws(ClientError) in
            try await context.client.get(Instance.kind, context.name(Instance.kind, instance))
        }
        var backup = Backup(name: ObjectName(name: name))
        backup.spec.instance = instance
        backup.spec.storage = storage ?? ""
        let document = backup.json
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Backup.kind, namespace: context.namespace, document)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { context.printer.line("\(name): asked for; `strata backup ls -w` shows how it goes on") }
            if !isPlain { context.printer.objects([created], as: context.format, isList: false) }
            return
        }
        let wait = MomentWait<Backup>(
            context: context, waiting: waiting, name: name, what: what, command: "strata backup", phase: \.status.phase,
            conditions: \.status.conditions)
        let ready = try await wait.run()
        guard isPlain else { return context.printer.objects([ready.json], as: context.format, isList: false) }
        let size = ready.status.size.map { ", \($0.text)" } ?? ""
        context.printer.line(TerminalText.clean("\(name): made of \(instance)\(size), \(ready.status.nativeID) at \(ready.status.site)"))
    }
}
