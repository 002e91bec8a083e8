import ArgumentParser
import StrataAPI
import StrataClient

/// `strata launch`
struct Launch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create an instance from an image and start it.",
        discussion: """
            Without a name one is made up. Without --site the instance goes to this machine's LXC where that is ready, else to the first site that is. \
            The image is busybox, tiny (a virtual machine), debian/12, the name of an Image, or the path of a root file system's tarball, a disk or a CD on \
            the server. debian/12 is a container unless --type or the site says otherwise.

            Examples:
              strata launch busybox web
              strata launch tiny vm --site local-qemu-tcg
              strata launch debian/12 server --type VirtualMachine
              strata launch debian/12 db --cpu 2 --memory 1Gi --label tier=db
              strata launch busybox web --publish 8080:80 --publish 5353:53/udp
              strata launch busybox job --env MODE=once -- sh -c 'echo $MODE; sleep 60'
              strata launch busybox db --network back,address=10.20.0.5 --volume data:/srv
              strata launch ./rootfs.tar.xz --no-wait
            """)

    @OptionGroup(title: "Options of every verb") var global: GlobalOptions

    @Argument(help: "What to start from.", completion: .list(["busybox", "tiny", "debian/12"]))
    var image: String

    @Argument(help: "The instance's name.")
    var name: String?

    @Option(help: "The site that runs it.")
    var site: String?

    @Option(help: "What it is: Container, VirtualMachine, …; what the image holds when left out.", transform: Self.type)
    var type: InstanceType?

    @Option(help: "Its CPU limit in cores: 0.5, 2, ….")
    var cpu: Double?

    @Option(help: "Its memory limit: 64Mi, 2Gi, ….")
    var memory: String?

    @Option(help: "The size of a virtual machine's own disk: 10Gi, ….")
    var disk: String?

    @Option(help: "A port of the host that leads to one of the instance: [ADDRESS:]HOSTPORT:PORT[/udp]. May be given several times.")
    var publish: [PublishedPort] = []

    @Option(
        help:
            "A network it is on: NETWORK[,address=ADDRESS][,mac=MAC]; default is the site's own. May be given several times; the first is the way out."
    )
    var network: [NetworkCard] = []

    @Option(help: "A volume it has: VOLUME:PATH[:ro], or VOLUME[:ro] for a virtual machine. May be given several times.")
    var volume: [VolumeMount] = []

    @Option(help: "A variable of its environment: NAME=VALUE. May be given several times.")
    var env: [KeyValue] = []

    @Option(help: "A label: KEY=VALUE. May be given several times.")
    var label: [KeyValue] = []

    @Option(help: "A word of the command that runs instead of the image's own. May be given several times; or put the command after --.")
    var command: [String] = []

    @Argument(parsing: .postTerminator, help: "The command that runs instead of the image's own, after --.")
    var words: [String] = []

    @OptionGroup var waiting: WaitOptions

    static func type(_ text: String) throws -> InstanceType {
        guard let type = InstanceType.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
            throw ValidationError("there is no type \(text); there are \(InstanceType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return type
    }

    func validate() throws {
        if let cpu, !(0.01...4096).contains(cpu) { throw ValidationError("--cpu must be between 0.01 and 4096") }
        if let memory, Quantity(memory).map({ $0.value <= 0 }) ?? true {
            throw ValidationError("--memory must be an amount such as 64Mi or 2Gi")
        }
        if let disk, Quantity(disk).map({ $0.value <= 0 }) ?? true { throw ValidationError("--disk must be an amount such as 10Gi") }
        if !command.isEmpty, !words.isEmpty { throw ValidationError("give the command with --command or after --, not both") }
    }

    func run() async throws {
        let context = try global.open()
        let name = name ?? InstanceName.random()
        let place = try await SiteChoice(context: context).site(site, for: image, type: type)
        let instance = document(name: name, site: place)
        let objectName = context.name(Instance.kind, name)
        let isPlain = context.format == .table || context.format == .wide
        let what = "cannot launch \(name)"
        let created = try await create(instance, in: context, what: what)
        guard waiting.wait else {
            if isPlain {
                context.printer.line("\(name): created on \(place); `strata ls -w` shows how it goes on")
            } else {
                context.printer.objects([created], as: context.format, isList: false)
            }
            return
        }
        let wait = InstanceWait(context: context, name: objectName, goal: .power(.running), timeout: waiting.timeout)
        let running = try await Progress.during(context.printer.messages) { progress in
            let running = try await wait.run(progress, what: what)
            return try await Self.addressed(running, wait)
        }
        if isPlain {
            context.printer.line(Self.summary(running))
        } else {
            context.printer.objects([running.json], as: context.format, isList: false)
        }
    }

    private func create(_ instance: Instance, in context: ClientContext, what: String) async throws(CommandFailure) -> JSONValue {
        do throws(ClientError) {
            return try await context.client.create(Instance.kind, namespace: context.namespace, instance.json)
        } catch {
            var failure = CommandFailure(what, error)
            if failure.status == .conflict {
                failure.hint = "choose another name, or remove the old one with `strata rm \(instance.metadata.name)`"
            }
            throw failure
        }
    }

    private func document(name: String, site: String) -> Instance {
        var instance = Instance(name: ObjectName(name: name))
        instance.metadata.labels = KeyValue.dictionary(label)
        instance.spec.site = site
        instance.spec.type = type
        instance.spec.image = LocalPath.absolute(image)
        instance.spec.cpu.cores = cpu
        instance.spec.memory = memory.flatMap { Quantity($0) }
        instance.spec.disk = disk.flatMap { Quantity($0) }
        instance.spec.ports = publish.map(\.port)
        instance.spec.networks = network.map(\.card)
        instance.spec.volumes = volume.map(\.mount)
        instance.spec.environment = KeyValue.dictionary(env)
        instance.spec.command = command.isEmpty ? words : command
        return instance
    }

    /// The instance once it has an address, or as it is after a few seconds without one.
    private static func addressed(_ instance: Instance, _ wait: InstanceWait) async throws -> Instance {
        guard instance.status.addresses.isEmpty else { return instance }
        let latest = Latest<Instance>()
        latest.set(instance)
        let follower = ObjectFollower(client: wait.context.client, kind: Instance.kind, name: wait.name)
        do {
            try await Deadline.within(.seconds(5)) {
                try await follower.follow { json in
                    guard let json, let seen = Instance(json: json) else { return true }
                    latest.set(seen)
                    return !seen.status.addresses.isEmpty || seen.status.phase != .running
                }
            }
        } catch is Deadline.Passed {
            // Some instances have no network; that is no failure.
        }
        return latest.value ?? instance
    }

    static func summary(_ instance: Instance) -> String {
        var text = "\(instance.metadata.name): \(instance.status.phase.rawValue.lowercased()) on \(instance.spec.site)"
        if let address = instance.status.addresses.first { text += ", address \(address)" }
        for port in instance.spec.ports {
            text +=
                ", port \(port.port) published as \(port.hostAddress.isEmpty ? "" : port.hostAddress + ":")\(port.hostPort)/\(port.transport.rawValue.lowercased())"
        }
        return TerminalText.clean(text)
    }
}
