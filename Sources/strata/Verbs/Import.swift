import ArgumentParser
import StrataAPI
import StrataArchive
import StrataClient

/// `strata import`
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an instance of an archive that was exported.",
        discussion: """
            The archive is checked while it is sent; one that is cut short or was altered leaves nothing behind. The instance goes to the site it came \
            from where there is one of that name, else to one that can run it; --site names another, also of another stack. With --native the instance of the name given is made of a \
            stack's own backup, as `strata export --native` has it, with its snapshots and settings.

            Examples:
              strata import web.tar
              strata import web --native -f web-lxd.tar --site lab
              strata import web.tar --name web2 --site local-nspawn
              strata import - --no-start < web.tar
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "The archive; - for standard input. With --native the instance's name.", completion: .file())
    var file: String

    @Flag(help: "Have the stack make the instance of a backup of its own.")
    var native = false

    @Option(
        name: [.customShort("f"), .customLong("file")], help: "With --native: the backup; - for standard input. NAME.tar when left out.",
        completion: .file())
    var backup: String?

    @Option(help: "The instance's name; the one it had when left out.")
    var name: String?

    @Option(help: "The site that runs it.")
    var site: String?

    @Flag(inversion: .prefixedNo, help: "Start it. Without either, it runs where it did when it was exported.")
    var start: Bool?

    @Flag(inversion: .prefixedNo, help: "Publish the ports that it published.")
    var ports = true

    @OptionGroup var waiting: WaitOptions

    func validate() throws {
        guard native else {
            if backup != nil { throw ValidationError("-f goes with --native: strata import FILE takes an archive") }
            return
        }
        if name != nil { throw ValidationError("with --native the name stands alone: strata import NAME --native -f FILE") }
        if site == nil { throw ValidationError("a stack's own backup is for that stack alone: --site names where it goes") }
        if !ports { throw ValidationError("--no-ports does not go with --native: the backup says what is published") }
    }

    func run() async throws {
        let context = try global.open()
        if native {
            let restore = NativeImport(
                context: context, name: file, path: backup ?? "\(file).tar", site: site ?? "", power: start == false ? .stopped : .running)
            return try await restore.run(waiting)
        }
        let what = "cannot import \(file)"
        let source = try ArchiveFile.reading(file, for: what)
        var reader = ArchiveReader()
        let (head, rest) = try ArchiveImport.head(of: source, &reader, what)
        guard var instance = Instance(json: head.instance) else {
            throw CommandFailure(what, cause: "the instance that it describes cannot be read")
        }
        instance.metadata.name = name ?? instance.metadata.name
        if let problem = StringRule.subdomain.check?(instance.metadata.name) { throw CommandFailure(what, cause: problem, status: .usage) }
        let objectName = context.name(Instance.kind, instance.metadata.name)
        try await checkIsNew(objectName, context, what)
        let form = head.parts.first?.form == "RootFileSystem" ? InstanceType.container : .virtualMachine
        instance.spec.site = try await place(instance.spec.site, form, context)
        if let start { instance.spec.power = start ? .running : .stopped }
        if !ports { instance.spec.ports = [] }
        if !instance.spec.volumes.isEmpty {
            let volumes = instance.spec.volumes.map(\.volume).joined(separator: ", ")
            context.printer.messages.write(
                "\(instance.metadata.name): comes without its volumes, which an archive does not hold: \(volumes)\n")
            instance.spec.volumes = []
        }
        if instance.spec.command.isEmpty, head.command != ["/sbin/init"] { instance.spec.command = head.command }
        let upload = ArchiveImport(context: context, file: source, what: what)
        let imageName = "\(instance.metadata.name.prefix(50))-\(UID.random().text.prefix(8))"
        let (checked, begun) = (reader, rest)
        let image = try await Progress.during(context.printer.messages) { progress in
            try await upload.run(head, checked, begun, name: imageName, progress)
        }
        instance.spec.image = image.name
        try await create(instance, image, objectName, context, what)
    }

    private func create(
        _ instance: Instance, _ image: ObjectName, _ name: ObjectName, _ context: ClientContext, _ what: String
    ) async throws {
        let document = instance.json
        let created: JSONValue
        do throws(ClientError) {
            created = try await context.client.create(Instance.kind, namespace: context.namespace, document)
        } catch {
            _ = try? await context.client.delete(Image.kind, image)
            throw CommandFailure(what, error)
        }
        let isPlain = context.format == .table || context.format == .wide
        guard waiting.wait else {
            if isPlain { context.printer.line("\(name.name): imported; `strata ls -w` shows how it goes on") }
            if !isPlain { context.printer.objects([created], as: context.format, isList: false) }
            return
        }
        let wait = InstanceWait(context: context, name: name, goal: .power(instance.spec.power), timeout: waiting.timeout)
        let made = try await Progress.during(context.printer.messages) { try await wait.run($0, what: what) }
        guard isPlain else { return context.printer.objects([made.json], as: context.format, isList: false) }
        context.printer.line(Launch.summary(made))
    }

    /// Finds out before anything is sent whether the name is free.
    private func checkIsNew(_ name: ObjectName, _ context: ClientContext, _ what: String) async throws(CommandFailure) {
        do throws(ClientError) {
            _ = try await context.client.get(Instance.kind, name)
        } catch {
            if error.isNotFound { return }
            throw CommandFailure(what, error)
        }
        throw CommandFailure(
            what, cause: "an instance \(name.name) exists",
            hint: "--name gives it another name, `strata rm \(name.name)` removes the old one",
            status: .conflict)
    }

    /// The site that is named, or the one it came from, or one that can run it.
    private func place(_ old: String, _ type: InstanceType, _ context: ClientContext) async throws(CommandFailure) -> String {
        let choice = SiteChoice(context: context)
        if let site { return try await choice.site(site, for: "", type: type) }
        if !old.isEmpty, let known = try? await context.client.get(Site.kind, ObjectName(name: old)),
            Site(json: known)?.status.phase == .ready
        {
            return old
        }
        return try await choice.site(for: type)
    }
}
