public import StrataAPI
public import StrataDriverKit
public import StrataLinuxHost
import StrataNetwork

/// Runs LXC containers on one machine, here or behind SSH, by the `lxc-*` tools (lxc(7)).
///
/// ```
///   LXCPATH/NAME/config          LXC's own file; what Strata notes stands in its comments
///               /console.log     the console's output, at most 2 MB with its predecessor
///               /strata.UID/…    hostname, hosts and resolv.conf, bind-mounted into the container's /etc
///               /upper, /work    what the container changed of its image (overlayfs), or /rootfs, a full copy
///   LXCPATH/.strata/UID          a container being made or removed
///   STATE/images/…               unpacked images, shared by all containers made from them
/// ```
/// A container comes to exist, complete and with its instance's UID in it, by one rename out of `.strata`, and ceases to by one into it.
public struct LXCDriver: Driver, Secluding {
    /// `lxc`.
    public static let stack = "lxc"
    /// Containers.
    public static let types: [InstanceType] = [.container]
    /// See ``ContainerOptions``.
    public static var options: Shape { ContainerOptions.schema.shape }

    let machine: any Machine
    let options: SiteOptions
    let facts: SiteFacts
    let tools: Tools
    let trees: any TreeMaking
    var images: ImageStore
    let rootFileSystems: RootFileSystems
    /// See ``Attaching``.
    public let attachments: Attachments
    let verdicts = Verdicts()
    let notes = Notes()

    /// Whether LXC's tools are there, run by root, on a kernel with control groups. Changes nothing.
    public static func probe(_ machine: any Machine) async -> Support {
        do throws(TransportError) {
            let facts = try await SiteFacts.look(at: machine)
            if let obstacle = facts.obstacle { return .no("\(obstacle.answer). \(obstacle.hint)") }
            return facts.hasAllIDs
                ? .yes : .degraded("unprivileged containers cannot run: this user namespace lacks the ids from \(facts.map.user) up")
        } catch {
            return .no("\(error)")
        }
    }

    /// Connects, and removes what calls that were killed left half done.
    ///
    /// `spec.options` of the Site: `path` (where the containers lie), `bridge` (the managed network's, `strata0`), `hostAccess`
    /// (whether instances may use configuration keys that reach into the host).
    public static func connect(_ connection: SiteConnection) async throws(DriverError) -> LXCDriver {
        let options = try SiteOptions(connection.options)
        let facts: SiteFacts
        do throws(TransportError) {
            facts = try await SiteFacts.look(at: connection.machine)
        } catch {
            throw DriverError(error, "connect to LXC on", connection.machine.name)
        }
        if let obstacle = facts.obstacle {
            throw .refused(.init("connect to LXC on", connection.machine.name, answer: obstacle.answer, hint: obstacle.hint))
        }
        let driver = try LXCDriver(connection, options, facts)
        do throws(DriverError) {
            try await driver.removeLeftovers()
        } catch .cancelled {
            throw .cancelled
        } catch {
            // One that cannot be removed must not keep the site from being used; it is told with every survey.
            driver.notes.leftovers = error.description
        }
        return driver
    }

    init(_ connection: SiteConnection, _ options: SiteOptions, _ facts: SiteFacts) throws(DriverError) {
        self.options = options
        self.facts = facts
        machine = connection.machine
        let path = options.path.isEmpty ? facts.path : options.path
        // They stand in overlayfs options and mount entries, where colons, commas, spaces and backslashes mean something.
        for (name, directory) in [("LXC path", path), ("state directory", connection.stateDirectory)]
        where !PlainPath.accepts(directory, limit: 200) {
            throw .refused(
                .init(
                    "connect to LXC on", machine.name, answer: "the \(name) \(directory.printable(limit: 200)) cannot be used",
                    hint: "It must be absolute, at most 200 bytes long, and consist of letters, digits and ._/+@-"))
        }
        tools = Tools(machine: machine, facts: facts, path: path)
        trees = machine.isLocal ? LocalTrees() : RemoteTrees(machine: machine)
        images = ImageStore(tools: tools, directory: "\(connection.stateDirectory)/images") { facts.inNamespace($0) }
        rootFileSystems = RootFileSystems(tools: tools)
        attachments = try Attachments(connection, bridge: options.bridge, keeper: "lxc:\(path)")
    }

    /// Lets go of the machine's connection.
    public func close() async {
        await machine.close()
    }

    /// The site's own network.
    var network: ManagedNetwork { attachments.networks.standard }

    /// A container's directory.
    func directory(_ name: String) -> String { "\(tools.path)/\(name)" }

    /// A container's configuration, nil when there is no such container.
    func configuration(_ name: String, _ attempt: String) async throws(DriverError) -> ContainerConfig? {
        guard ContainerName.isSafe(name) else { return nil }
        return try await tools.read("\(directory(name))/config", attempt, name).map(ContainerConfig.init(parsing:))
    }

    /// The configuration of a container that must exist.
    func existing(_ id: NativeID, _ attempt: String) async throws(DriverError) -> ContainerConfig {
        guard let config = try await configuration(id.text, attempt) else {
            throw .notFound(.init(attempt, id.text, answer: "there is no such container in \(tools.path)"))
        }
        return config
    }

    /// Finishes what was begun for instances that have no container: lets go of their addresses and removes their files.
    private func removeLeftovers() async throws(DriverError) {
        let attempt = "remove what was left half done in"
        let workshop = Workshop.directory(in: tools.path)
        // In this order: an owner has a bench before it has an address, and its container has its place before the bench is gone.
        let connected = try await attachments.owners(attempt)
        let benches = try await tools.directories(in: workshop, attempt, workshop)
        let names = try await tools.directories(in: tools.path, attempt, tools.path).filter(ContainerName.isSafe)
        let configs = try await tools.read(names.map { "\(directory($0))/config" }, attempt, tools.path)
        var owners: Set<UID> = []
        for name in names {
            guard let bytes = configs["\(directory(name))/config"] else { continue }
            if let tag = ContainerTag(ContainerConfig(parsing: bytes), name: name) { owners.insert(tag.uid) }
            if bytes.allSatisfy({ $0 == 0 }) { try await discard(name, attempt) }
        }
        for uid in connected.subtracting(owners) where !benches.contains(uid.text) && !Workshop.isInUse(uid) {
            // Its container was removed behind Strata's back.
            try await attachments.release(uid, attempt)
        }
        for name in try await tools.directories(in: workshop, attempt, workshop) {
            let uid = UID(name)
            if Workshop.isInUse(uid) { continue }
            if ContainerName.isPlain(uid), !owners.contains(uid) { try await attachments.release(uid, attempt) }
            try await tools.remove("\(workshop)/\(name)", attempt, workshop)
        }
    }

    /// Moves a container whose configuration was lost in a power failure into the workshop. One that Strata did not make stays.
    private func discard(_ name: String, _ attempt: String) async throws(DriverError) {
        let uids = try await tools.directories(in: directory(name), attempt, name).compactMap(ContainerTree.uid(inName:))
        guard let uid = uids.first, !Workshop.isInUse(uid), try await !isActive(name) else { return }
        try await tools.makeDirectory(Workshop.directory(in: tools.path), mode: 0o711, attempt, name)
        _ = try await moveAway(name, to: Workshop.bench(of: uid, in: tools.path))
    }
}
