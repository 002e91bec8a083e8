public import StrataAPI
public import StrataDriverKit
public import StrataLinuxHost
import StrataNetwork

/// Runs containers with systemd-nspawn on one machine, here or behind SSH.
///
/// ```
///   /etc/systemd/nspawn/NAME.nspawn   systemd's own file; what Strata notes stands in a comment of it
///   PATH/NAME                         the machine's root directory: all of it, or where its layer is put above its image when it starts
///   PATH/.strata/UID                  a machine being made or removed
///   STATE/nspawn/UID/upper, work      what the machine changed of its image (overlayfs)
///                   /tree-…           the same, or all of a machine, where that was reverted or cloned; the note says which
///                   /snapshots        those that were taken
///                   /started, exit    whether it has run, and how that ended
///                   /files            hostname, hosts and resolv.conf, bind-mounted into the machine's /etc
///                   /console.log, in  what its console showed, and a pipe into it
///   STATE/images/…                    unpacked images, shared by all machines made from them
///   /etc/systemd/system/systemd-nspawn@NAME.service.d/50-strata.conf   where systemd is the host's first process
/// ```
/// A machine exists while its root directory does. That comes to its place by one rename out of `.strata`, last of all, and leaves by one into it, first of
/// all; what lies in `.strata` is therefore all that can be half done.
///
/// Where systemd is the host's first process, a machine is a unit of systemd's, known to machined, and can be started and stopped by machinectl as
/// well. Elsewhere nspawn is run by a small shell that is nobody's child. See ``Supervisor``.
public struct NspawnDriver: Driver, Secluding {
    /// `nspawn`.
    public static let stack = "nspawn"
    /// Containers.
    public static let types: [InstanceType] = [.container]
    /// See ``MachineOptions``.
    public static var options: Shape { MachineOptions.schema.shape }

    let machine: any Machine
    let options: SiteOptions
    let facts: SiteFacts
    let tools: Tools
    let places: MachinePlaces
    let trees: any TreeMaking
    var images: ImageStore
    let trial: OverlayTrial
    /// See ``Attaching``.
    public let attachments: Attachments
    let supervisor: any Supervisor
    let notes = Notes()

    /// Whether systemd-nspawn is there, run by root, on a kernel with control groups. Changes nothing.
    public static func probe(_ machine: any Machine) async -> Support {
        do throws(TransportError) {
            let facts = try await SiteFacts.look(at: machine)
            if let obstacle = facts.obstacle { return .no("\(obstacle.answer). \(obstacle.hint)") }
            return facts.hasAllIDs
                ? .yes : .degraded("unprivileged machines cannot run: this user namespace lacks the ids from \(facts.map.user) up")
        } catch {
            return .no("\(error)")
        }
    }

    /// Connects, and removes what calls that were killed left half done.
    ///
    /// `spec.options` of the Site: `path` (where the machines lie), `bridge` (the managed network's, `strata0`), `hostAccess`
    /// (whether instances may use settings that reach into the host).
    public static func connect(_ connection: SiteConnection) async throws(DriverError) -> NspawnDriver {
        let attempt = "connect to systemd-nspawn on"
        let options = try SiteOptions(connection.options)
        let facts: SiteFacts
        do throws(TransportError) {
            facts = try await SiteFacts.look(at: connection.machine)
        } catch {
            throw DriverError(error, attempt, connection.machine.name)
        }
        if let obstacle = facts.obstacle {
            throw .refused(.init(attempt, connection.machine.name, answer: obstacle.answer, hint: obstacle.hint))
        }
        let driver = try NspawnDriver(connection, options, facts)
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
        let attempt = "connect to systemd-nspawn on"
        self.options = options
        self.facts = facts
        machine = connection.machine
        let path = options.path.isEmpty ? MachinePlaces.standard : options.path
        guard path == MachinePlaces.standard || !facts.hasMachined else {
            throw .refused(
                .init(
                    attempt, machine.name, answer: "systemd looks for machines in \(MachinePlaces.standard) only",
                    hint: "Leave spec.options.path of the Site out"))
        }
        // They stand in mount options and settings, where colons, commas, spaces and backslashes mean something.
        for (name, directory) in [("machines' path", path), ("state directory", connection.stateDirectory)]
        where !PlainPath.accepts(directory, limit: 200) {
            throw .refused(
                .init(
                    attempt, machine.name, answer: "the \(name) \(directory.printable(limit: 200)) cannot be used",
                    hint: "It must be absolute, at most 200 bytes long, and consist of letters, digits and ._/+@-"))
        }
        tools = Tools(machine: machine)
        places = MachinePlaces(path: path, stateDirectory: connection.stateDirectory)
        trees = machine.isLocal ? LocalTrees() : RemoteTrees(machine: machine)
        images = ImageStore(tools: tools, directory: "\(connection.stateDirectory)/images", entering: SiteFacts.inNamespace)
        trial = OverlayTrial(tools: tools, directory: places.state, entering: SiteFacts.inNamespace)
        supervisor =
            facts.hasMachined
            ? MachinedSupervisor(tools: tools, places: places, layout: facts.layout)
            : DirectSupervisor(tools: tools, places: places, layout: facts.layout)
        attachments = try Attachments(connection, bridge: options.bridge, keeper: "\(Self.stack):\(path)")
    }

    /// The site's own network.
    var network: ManagedNetwork { attachments.networks.standard }

    /// Lets go of the machine's connection.
    public func close() async {
        await machine.close()
    }

    /// A machine's `.nspawn` file; an empty one where there is none.
    func settings(_ name: String, _ attempt: String) async throws(DriverError) -> SettingsFile {
        guard MachineName.isValid(name) else { return SettingsFile() }
        return try await tools.read(places.settings(name), attempt, name).map(SettingsFile.init(parsing:)) ?? SettingsFile()
    }

    /// What Strata noted of a machine; nil where that is nothing.
    func definition(_ name: String, _ attempt: String) async throws(DriverError) -> MachineDefinition? {
        try await settings(name, attempt).definition(name)
    }

    /// Whether a machine is a directory or a disk image; nil when it does not exist.
    func root(_ name: String, _ attempt: String) async throws(DriverError) -> String? {
        guard MachineName.isValid(name) else { return nil }
        for path in [places.root(name), places.image(name)] where try await tools.exists(path, attempt, name) { return path }
        return nil
    }

    /// What Strata noted of a machine that must exist.
    func existing(_ id: NativeID, _ attempt: String) async throws(DriverError) -> MachineDefinition? {
        guard try await root(id.text, attempt) != nil else {
            throw .notFound(.init(attempt, id.text, answer: "there is no such machine in \(places.path)"))
        }
        return try await definition(id.text, attempt)
    }

    /// A machine that must run, and what Strata noted of it.
    func active(_ id: NativeID, _ attempt: String) async throws(DriverError) -> (machine: RunningMachine, definition: MachineDefinition?) {
        let definition = try await existing(id, attempt)
        guard let running = try await supervisor.running(id.text, definition) else {
            throw .refused(.init(attempt, id.text, answer: "the machine is not running", hint: "Start it first"))
        }
        return (running, definition)
    }
}
