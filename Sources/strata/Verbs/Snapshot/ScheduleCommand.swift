import ArgumentParser
import StrataAPI
import StrataClient

/// `strata snapshot schedule`
struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Have snapshots taken again and again.",
        discussion: """
            Examples:
              strata snapshot schedule create nightly --instance web --cron "0 3 * * *" --daily 7 --weekly 4
              strata snapshot schedule ls
            """,
        subcommands: [ScheduleCreate.self, ScheduleList.self, ScheduleRemove.self])
}

/// `strata snapshot schedule create`
struct ScheduleCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Have snapshots of instances taken at certain times, and given up after a while.",
        discussion: """
            Times are in UTC. A snapshot stays as long as any of the rules wants it; without a rule all stay. No other snapshots are touched.

            Examples:
              strata snapshot schedule create often --instance web --every 6h --keep-last 8
              strata snapshot schedule create nightly --label tier=data --cron @daily --daily 7 --weekly 4 --monthly 12
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The schedule's name.")
    var name: String

    @Option(help: "An instance. May be given several times.")
    var instance: [String] = []

    @Option(help: "Instances with this label: KEY=VALUE. All of several must be there.")
    var label: [KeyValue] = []

    @Option(help: "The time between two snapshots: 30m, 6h, 1d, 1w.")
    var every: String?

    @Option(help: "When, as in crontab(5): \"0 3 * * *\", @hourly, @daily, @weekly.")
    var cron: String?

    @Option(help: "Keep the last so many.")
    var keepLast = 0

    @Option(help: "Keep the last of each of so many hours.")
    var hourly = 0

    @Option(help: "Keep the last of each of so many days.")
    var daily = 0

    @Option(help: "Keep the last of each of so many weeks.")
    var weekly = 0

    @Option(help: "Keep the last of each of so many months.")
    var monthly = 0

    @Flag(help: "Keep the memory of running machines too.")
    var memory = false

    func validate() throws {
        if instance.isEmpty, label.isEmpty { throw ValidationError("give --instance or --label") }
        if (every == nil) == (cron == nil) { throw ValidationError("give --every or --cron") }
        if let every, Interval(every) == nil { throw ValidationError("--every must be a time such as 30m, 6h, 1d or 1w") }
        if let cron, CronSchedule(cron) == nil {
            throw ValidationError("--cron must be five fields as in crontab(5), or @daily and the like")
        }
        if [keepLast, hourly, daily, weekly, monthly].contains(where: { !(0...1000).contains($0) }) {
            throw ValidationError("the numbers of snapshots to keep must be between 0 and 1000")
        }
    }

    func run() async throws {
        let context = try global.open()
        var schedule = SnapshotSchedule(name: ObjectName(name: name))
        schedule.spec.instances = instance
        schedule.spec.selector.matchLabels = KeyValue.dictionary(label)
        schedule.spec.every = every.flatMap { Interval($0) }
        schedule.spec.schedule = cron.flatMap { CronSchedule($0) }
        schedule.spec.memory = memory
        schedule.spec.retention.keepLast = keepLast
        schedule.spec.retention.hourly = hourly
        schedule.spec.retention.daily = daily
        schedule.spec.retention.weekly = weekly
        schedule.spec.retention.monthly = monthly
        let document = schedule.json
        let created = try await context.attempt("cannot create schedule \(name)") { () throws(ClientError) in
            try await context.client.create(SnapshotSchedule.kind, namespace: context.namespace, document)
        }
        guard context.format == .table || context.format == .wide else {
            return context.printer.objects([created], as: context.format, isList: false)
        }
        let next = schedule.next(after: .now()).map { ", first at \($0.text)" } ?? ""
        context.printer.line(TerminalText.clean("\(name): created\(next)"))
    }
}

/// `strata snapshot schedule ls`
struct ScheduleList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the schedules.",
        discussion: """
            Examples:
              strata snapshot schedule ls -o wide
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let listing = Listing(
            context: try global.open(), kind: SnapshotSchedule.kind, isEverywhere: selection.allNamespaces, options: selection.options)
        try await listing.run(isWatched: selection.watch, emptyHint: "`strata snapshot schedule create` makes one")
    }
}

/// `strata snapshot schedule rm`
struct ScheduleRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove schedules. The snapshots they took stay.",
        discussion: """
            Examples:
              strata snapshot schedule rm nightly
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "Names of schedules.")
    var names: [String]

    @OptionGroup var waiting: WaitOptions

    func run() async throws {
        let context = try global.open()
        let removal = Removal(context: context, kind: SnapshotSchedule.kind, waiting: waiting)
        try await removal.run(names.map { context.name(SnapshotSchedule.kind, $0) })
    }
}
