import ArgumentParser
import StrataAPI
import StrataClient

/// `strata move`
struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Move an instance to another site of the same stack.",
        discussion: """
            With --live it runs on meanwhile; otherwise one that runs is stopped first and started there. The move is an object of the kind Migration: \
            `strata get migrations` shows all, and deleting one that is under way cancels it.

            Examples:
              strata move vm1 --to rack2 --live
              strata move db --to rack2 --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The instance's name.")
    var name: String

    @Option(help: "The site it is to come to.")
    var to: String

    @Flag(help: "Let it run on meanwhile.")
    var live = false

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let what = "cannot move \(name)"
        let instance = context.name(Instance.kind, name)
        _ = try await context.attempt(what, on: Instance.kind, instance) { () throws(ClientError) in
            try await context.client.get(Instance.kind, instance)
        }
        let site = context.name(Site.kind, to)
        _ = try await context.attempt(what, on: Site.kind, site) { () throws(ClientError) in try await context.client.get(Site.kind, site) }
        var migration = Migration(name: ObjectName(name: ""))
        migration.metadata.generateName = "\(name.prefix(50))-"
        migration.spec.instance = name
        migration.spec.to = to
        migration.spec.live = live
        let document = migration.json
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Migration.kind, namespace: context.namespace, document)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait, let begun = Migration(json: created) else {
            guard isPlain else { return context.printer.objects([created], as: context.format, isList: false) }
            let made = created["metadata"]?["name"]?.string ?? ""
            return context.printer.line(
                TerminalText.clean("\(name): will be moved; `strata get migration \(made) -w` shows how it goes on"))
        }
        let wait = MigrationWait(context: context, name: begun.name, timeout: waiting.timeout)
        let moved = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
        guard isPlain else { return context.printer.objects([moved.json], as: context.format, isList: false) }
        let downtime = moved.status.downtimeMilliseconds.map { ", stood still for \($0) ms" } ?? ""
        context.printer.line(TerminalText.clean("\(name): moved from \(moved.status.from) to \(to)\(downtime)"))
    }
}
