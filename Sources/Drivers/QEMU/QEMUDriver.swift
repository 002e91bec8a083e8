public import StrataAPI
public import StrataDriverKit
public import StrataLinuxHost
import StrataNetwork

/// Virtual machines that QEMU translates: the stack `qemu-tcg`.
public typealias TCGDriver = QEMUDriver<TCG>
/// Virtual machines under the kernel's hypervisor: the stack `qemu-kvm`.
public typealias KVMDriver = QEMUDriver<KVM>

/// Runs QEMU processes on one machine, here or behind SSH, one for each virtual machine, and speaks with each over its monitor (QMP).
///
/// ```
///   PATH/NAME/machine.json     what the machine is, and whose
///            /kernel, /initrd  what it starts from, or
///            /base, /disk.qcow2  the image's disk, and above it what the guest changed; or a CD, and a disk of its own
///            /disk-….qcow2     what it changed since a snapshot, each above its predecessor
///            /snapshots/UID    a snapshot: what it is, and its memory
///            /memory-…         the memory of a suspended machine
///            /nvram.qcow2      what its UEFI keeps, /seed.img what cloud-init in the guest is told
///            /qmp, /tty, /vnc, /qga  the sockets of its monitor, its serial line, its screen and its guest's agent
///            /console.log      what the serial line showed, at most about 2 MB with its predecessor
///            /pid              QEMU's process id
///   PATH/.strata/UID           a machine being made or removed
/// ```
/// A machine comes to exist, complete and with its instance's UID in it, by one rename out of `.strata`, and ceases to by one into it.
/// QEMU processes are nobody's children: they run on when Strata ends, and are known again by file, arguments and the UUID that their monitor tells.
///
/// ```
///   stopped ──start──▶ prelaunch ──network, limits, cont──▶ running ◀──▶ paused
///      ▲                   │                                   │            │
///      └───── QEMU ends ───┴───────────────────────────────────┴────────────┘
/// ```
public struct QEMUDriver<Engine: Accelerator>: Driver, Secluding {
    /// The accelerator's.
    public static var stack: String { Engine.stack }
    /// Virtual machines.
    public static var types: [InstanceType] { [.virtualMachine] }
    /// See ``MachineOptions``.
    public static var options: Shape { MachineOptions.schema.shape }

    /// Where the machines lie.
    let path: String
    let facts: SiteFacts
    let groups: ControlGroups
    /// See ``Attaching``.
    public let attachments: Attachments
    let stateDirectory: String
    let machine: any Machine
    let place: Place
    let images: RemoteImages
    let monitors: MachineMonitors
    let agents: GuestAgents
    let consoles = Consoles()
    let labours = Labours()

    var disks: DiskTool { DiskTool(place: place) }
    let engineSupport: Support
    /// Why something that was left half done could not be removed; empty when nothing is left.
    private(set) var leftovers = ""

    /// Whether QEMU is there, run by root, and guests run with the accelerator. Changes nothing.
    public static func probe(_ machine: any Machine) async -> Support {
        do throws(TransportError) {
            let facts = try await SiteFacts.look(at: machine)
            if let obstacle = facts.obstacle { return .no("\(obstacle.answer). \(obstacle.hint)") }
            if Engine.needsHostArchitecture, !facts.platforms.contains(where: { $0.architecture == facts.architecture }) {
                return .no("no QEMU for \(facts.architecture) is installed")
            }
            return try await Engine.check(facts, on: machine)
        } catch {
            return .no("\(error)")
        }
    }

    /// Connects, and removes what calls that were killed left half done.
    ///
    /// `spec.options` of the Site: `path` (where the machines lie), `bridge` (the managed network's, `strata0`).
    public static func connect(_ connection: SiteConnection) async throws(DriverError) -> QEMUDriver {
        let attempt = "connect to QEMU on"
        let name = connection.machine.name
        let options = try SiteOptions(connection.options)
        let (facts, groups, support): (SiteFacts, ControlGroups, Support)
        do throws(TransportError) {
            facts = try await SiteFacts.look(at: connection.machine)
            groups = try await ControlGroups.look(at: connection.machine)
            support = facts.obstacle == nil ? try await Engine.check(facts, on: connection.machine) : .yes
        } catch {
            throw DriverError(error, attempt, name)
        }
        if let obstacle = facts.obstacle { throw .refused(.init(attempt, name, answer: obstacle.answer, hint: obstacle.hint)) }
        if case .no(let why) = support { throw .refused(.init(attempt, name, answer: why)) }
        var driver = try QEMUDriver(connection, options, facts, groups, support)
        do throws(DriverError) {
            try await driver.removeLeftovers()
        } catch .cancelled {
            throw .cancelled
        } catch {
            // One that cannot be removed must not keep the site from being used; it is told with every survey.
            driver.leftovers = error.description
        }
        return driver
    }

    init(
        _ connection: SiteConnection, _ options: SiteOptions, _ facts: SiteFacts, _ groups: ControlGroups, _ support: Support
    ) throws(DriverError) {
        let path = options.path.isEmpty ? "\(connection.stateDirectory)/\(Engine.stack)" : options.path
        // It stands in options of QEMU's, where commas mean something, and in sockets' addresses, which are short (unix(7)).
        guard PlainPath.accepts(path, limit: 60) else {
            throw .refused(
                .init(
                    "connect to QEMU on", connection.machine.name, answer: "machines cannot lie in \(path.printable(limit: 200))",
                    hint:
                        "The path must be absolute, at most 60 bytes long, for sockets' paths are limited, and consist of letters, digits and ._/+@-; "
                        + "set spec.options.path of the Site to another one"))
        }
        self.path = path
        self.facts = facts
        self.groups = groups
        stateDirectory = connection.stateDirectory
        machine = connection.machine
        place = Place(machine: connection.machine)
        images = RemoteImages(machine: connection.machine, directory: "\(connection.stateDirectory)/qemu-images")
        monitors = MachineMonitors(machine: connection.machine)
        agents = GuestAgents(machine: connection.machine)
        engineSupport = support
        attachments = try Attachments(connection, bridge: options.bridge, keeper: "\(Engine.stack):\(path)")
    }

    /// Lets go of the machines' monitors. The machines run on.
    public func close() async {
        await monitors.close()
        await agents.close()
    }

    /// The site's own network.
    var network: ManagedNetwork { attachments.networks.standard }

    func directory(_ name: String) -> MachineDirectory { MachineDirectory(path: "\(path)/\(name)") }

    /// What a machine is; nil when there is none of that name.
    func definition(_ name: String, _ attempt: String) async throws(DriverError) -> MachineDefinition? {
        guard MachineName.isValid(name), let bytes = try await place.read(directory(name).definition, attempt, name) else { return nil }
        return MachineDefinition(parsing: bytes, name: name)
    }

    /// What a machine is that must exist.
    func existing(_ id: NativeID, _ attempt: String) async throws(DriverError) -> MachineDefinition {
        guard let definition = try await definition(id.text, attempt) else {
            throw .notFound(.init(attempt, id.text, answer: "there is no such machine in \(path)"))
        }
        return definition
    }

    /// The process that runs a machine; nil for one that is stopped.
    func process(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) -> RunningProcess? {
        do throws(TransportError) {
            return try await RunningProcess.find(directory(definition.name), uid: definition.uid, on: machine)
        } catch {
            throw DriverError(error, attempt, definition.name)
        }
    }

    /// Finishes what was begun for instances that have no machine: lets go of their addresses and removes their files.
    private func removeLeftovers() async throws(DriverError) {
        let attempt = "remove what was left half done in"
        let workshop = Workshop.directory(in: path)
        // In this order: an owner has a bench before it has an address, and its machine has its place before the bench is gone.
        let connected = try await attachments.owners(attempt)
        let benches = try await place.directories(in: workshop, attempt, workshop)
        var owners: Set<UID> = []
        for name in try await place.directories(in: path, attempt, path) {
            if let definition = try await definition(name, attempt) {
                owners.insert(definition.uid)
            } else if let record = try await incoming(name, attempt), !Workshop.isInUse(record.definition.uid) {
                // As long as the machine is another site's, that site alone runs it.
                try await discard(record)
            }
        }
        for uid in connected.subtracting(owners) where !benches.contains(uid.text) && !Workshop.isInUse(uid) {
            // Its machine was removed behind Strata's back.
            try await attachments.release(uid, attempt)
        }
        for name in try await place.directories(in: workshop, attempt, workshop) {
            let uid = UID(String(name.prefix(36)))
            if Workshop.isInUse(uid) { continue }
            if name == uid.text, uid.isUUID, !owners.contains(uid) { try await attachments.release(uid, attempt) }
            try await place.remove("\(workshop)/\(name)", attempt, workshop)
        }
    }
}
