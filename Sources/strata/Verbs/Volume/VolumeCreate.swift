import ArgumentParser
import StrataAPI
import StrataClient

/// `strata volume create`
struct VolumeCreate: AsyncParsableCommand {
    /// What a volume is made with.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case ext4
        case none
    }

    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a volume on a site's machine.",
        discussion: """
            Without --site it is made on this machine, for its containers. It takes room as it is written to, up to its size.

            Examples:
              strata volume create data --size 2Gi
              strata volume create disk --size 20Gi --format none --site local-qemu-tcg
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The volume's name.")
    var name: String

    @Option(help: "How much it holds: 512Mi, 20Gi.")
    var size: String

    @Option(help: "The site on whose machine it is.")
    var site: String?

    @Option(help: "ext4: a file system, as containers need; none: a blank disk for virtual machines.")
    var format = Format.ext4

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        if Quantity(size).map({ $0.value <= 0 }) ?? true { throw ValidationError("--size must be an amount such as 512Mi or 20Gi") }
    }

    func run() async throws {
        let context = try global.open()
        let what = "cannot create volume \(name)"
        var volume = Volume(name: ObjectName(name: name))
        volume.spec.site = try await AbleSite(context: context, ability: "volumes").site(site, what: what)
        volume.spec.size = Quantity(size)
        volume.spec.format = Volume.Format(rawValue: format.rawValue) ?? .ext4
        let document = volume.json
        let created = try await context.attempt(what) { () throws(ClientError) in
            try await context.client.create(Volume.kind, namespace: context.namespace, document)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { return context.printer.line("\(name): created; `strata volume ls -w` shows how it goes on") }
            return context.printer.objects([created], as: context.format, isList: false)
        }
        let wait = ReadyWait(context: context, kind: Volume.kind, name: context.name(Volume.kind, name), timeout: waiting.timeout)
        let ready = try await wait.run(what: what)
        guard isPlain else { return context.printer.objects([ready], as: context.format, isList: false) }
        let size = ready["status"]?["size"]?.string ?? size
        context.printer.line(TerminalText.clean("\(name): ready on \(volume.spec.site), \(size)"))
    }
}
