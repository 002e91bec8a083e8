import FoundationEssentials
import SimulatorKit
import StrataAPI

/// The cluster: its nodes, storages, guests and tasks, and how they change.
actor Cluster {
    /// What lies in a storage.
    struct Volume: Sendable, Codable {
        /// `local:iso/x.iso`, `local-lvm:vm-100-disk-0`.
        var id: String
        /// `images`, `rootdir`, `iso`, `vztmpl`, `import`, `backup`.
        var content: String
        var format: String
        var size: Int64
        /// Of a disk: how much a guest sees.
        var virtualSize: Int64
        /// The node, of storages that are not shared.
        var node: String
        var owner: Int?
        var createdAt: Int64
        /// Of an archive: what it is of.
        var backup: Backup?
        /// Of an archive: what people, or who asked for it, say of it.
        var notes: String?
        /// Of an archive: whether it must not be removed.
        var isProtected: Bool?
    }

    /// What an archive of a guest holds.
    struct Backup: Sendable, Codable {
        var kind: Guest.Kind
        var config: [String: String]
        var hasSystem: Bool
    }

    /// What a state file keeps.
    struct State: Sendable, Codable {
        var guests: [Int: Guest] = [:]
        var volumes: [Volume] = []
        var pools: [String: String] = [:]
        /// Guests whose power the cluster manages, by their ids there (`vm:100`), with the state that is wanted.
        var managed: [String: String] = [:]
        var users: [Inventory.User] = []
        /// What it shows of itself; nil before it first started.
        var identity: SimulatorIdentity?
    }

    let inventory: Inventory
    let time: SimulatedTime
    let disturbances: Disturbances
    private let stateFile: String?
    var state = State()
    var access: AccessControl
    var tasks: [String: TaskRecord] = [:]
    /// Newest last.
    var taskOrder: [String] = []
    private var workers: [String: Task<Void, Never>] = [:]
    private var lastPID = 1000
    /// What agents run in guests, by the guests' numbers and the commands'.
    var processes: [Int: [Int: GuestProcess]] = [:]
    /// As much of each stream, in bytes, agents keep (qga/commands.c, GUEST_EXEC_MAX_OUTPUT).
    var agentOutputLimit = 16 << 20
    /// Nodes that do not answer.
    var away: Set<String> = []
    /// Terminals and screens that wait to be connected to, by ticket.
    var terminals: [String: Offer] = [:]

    /// What a ticket is for.
    struct Offer: Sendable, Hashable {
        var guest: Int
        var isScreen: Bool
    }

    private var lastBroadcast = -Double.infinity

    /// - Parameter stateFile: where the state is kept, and read from where it is there.
    init(_ inventory: Inventory, time: SimulatedTime, disturbances: Disturbances, stateFile: String?) throws {
        self.inventory = inventory
        self.time = time
        self.disturbances = disturbances
        self.stateFile = stateFile
        away = Set(inventory.nodes.filter { !$0.isOnline }.map(\.name))
        if let stateFile, let data = FileManager.default.contents(atPath: stateFile) {
            state = try JSONDecoder().decode(State.self, from: data)
        } else {
            state = Self.firstState(inventory)
        }
        access = AccessControl(
            state.users, roles: Roles(Dictionary(inventory.roles.map { ($0.name, $0.privileges) }, uniquingKeysWith: { $1 })))
    }

    /// What it shows of itself, the same at every start from one state.
    func identity() throws -> SimulatorIdentity {
        if let identity = state.identity { return identity }
        let made = try SimulatorIdentity(commonName: inventory.nodes.first?.name ?? "pve1")
        state.identity = made
        save()
        return made
    }

    /// Seconds since 1970.
    var now: Double { disturbances.clock }

    var seconds: Int64 { Int64(now) }

    /// Keeps the state, where that was asked for.
    func save() {
        guard let stateFile else { return }
        // A state that cannot be kept is no reason to stop: the next change tries again.
        do { try JSONEncoder().encode(state).write(to: URL(filePath: stateFile), options: .atomic) } catch {
            SimulatorLog.note("cannot keep the state in \(stateFile): \(error)")
        }
    }

    func nextPID() -> Int {
        lastPID += 1
        return lastPID
    }

    /// A node that answers.
    func node(_ name: String) throws(Fault) -> Inventory.Node {
        guard let node = inventory.nodes.first(where: { $0.name == name }) else {
            throw Fault(500, "hostname lookup '\(name)' failed - failed to get address info for: \(name): Name or service not known")
        }
        guard !away.contains(name) else { throw Fault(595, "No route to host") }
        return node
    }

    func guest(_ kind: Guest.Kind, _ number: Int, on node: String) throws(Fault) -> Guest {
        _ = try self.node(node)
        guard let guest = state.guests[number], guest.kind == kind, guest.node == node else { throw .noGuest(node, kind, number) }
        return guest
    }

    /// Changes a guest that is there still.
    func change(_ number: Int, _ body: (inout Guest) -> Void) {
        guard var guest = state.guests[number] else { return }
        body(&guest)
        state.guests[number] = guest
        save()
    }

    /// Nobody else works on it.
    func requireUnlocked(_ guest: Guest, except allowed: String = "") throws(Fault) {
        guard guest.lock.isEmpty || guest.lock == allowed else {
            throw Fault(500, "\(guest.kind.word) is locked (\(guest.lock))")
        }
    }

    /// What nodes tell the cluster of their guests' power every ten seconds, and what the list of all resources shows.
    func broadcastIfDue() {
        let moment = SimulatedTime.steady
        guard moment - lastBroadcast > 10 / time.speed else { return }
        lastBroadcast = moment
        for number in state.guests.keys { if let power = state.guests[number]?.power { state.guests[number]?.broadcast = power } }
    }

    private static func firstState(_ inventory: Inventory) -> State {
        var state = State()
        state.users = inventory.users
        let disks = inventory.storages.first { $0.content.contains("images") }?.name ?? "local-lvm"
        for (index, new) in inventory.guests.enumerated() {
            let node = new.node.isEmpty ? inventory.nodes[index % inventory.nodes.count].name : new.node
            var guest = Guest(kind: new.isContainer ? .lxc : .qemu, number: new.number, node: node)
            let disk = "\(disks):\(new.isTemplate ? "base" : "vm")-\(new.number)-disk-0"
            let mac = Hardware.address(seed: new.number)
            guest.config = ["cores": "\(new.cores)", "memory": "\(new.memory)"]
            if new.isContainer {
                guest.config.merge([
                    "hostname": new.name, "arch": "amd64", "ostype": "debian", "swap": "512", "unprivileged": "1",
                    "rootfs": "\(disk),size=\(new.disk)G", "net0": "name=eth0,bridge=vmbr0,hwaddr=\(mac),ip=dhcp,type=veth",
                ]) { $1 }
            } else {
                guest.config.merge([
                    "name": new.name, "ostype": "l26", "scsihw": "virtio-scsi-single", "boot": "order=scsi0", "sockets": "1",
                    "scsi0": "\(disk),size=\(new.disk)G", "net0": "virtio=\(mac),bridge=vmbr0", "agent": "1", "serial0": "socket",
                ]) { $1 }
            }
            if !new.tags.isEmpty { guest.config["tags"] = new.tags.joined(separator: ";") }
            if new.isTemplate { guest.config["template"] = "1" }
            guest.pool = new.pool
            if !new.pool.isEmpty { state.pools[new.pool] = "" }
            guest.hasSystem = true
            if new.isRunning, !new.isTemplate {
                guest.power = .running
                guest.startedAt = Date().timeIntervalSince1970 - 3600
                guest.pid = 2000 + index
            }
            guest.broadcast = guest.power
            state.guests[new.number] = guest
            state.volumes.append(
                Volume(
                    id: disk, content: new.isContainer ? "rootdir" : "images", format: "raw", size: Int64(new.disk) << 30,
                    virtualSize: Int64(new.disk) << 30, node: node, owner: new.number, createdAt: 1_700_000_000))
        }
        return state
    }
}

/// Work of nodes that takes a while.
extension Cluster {
    /// Begins a task.
    ///
    /// - Parameters:
    ///   - seconds: how long it takes there.
    ///   - undo: what a task that is aborted takes back.
    ///   - work: what is so at its end; what it throws is what the task failed of.
    /// - Returns: the task's name.
    func begin(
        _ kind: String, _ subject: String, on node: String, by caller: AccessControl.Caller, seconds: Double,
        undo: (@Sendable (isolated Cluster) -> Void)? = nil, _ work: @escaping @Sendable (isolated Cluster) async throws -> Void
    ) -> String {
        let pid = nextPID()
        let record = TaskRecord(
            upid: TaskRecord.upid(node: node, pid: pid, startedAt: self.seconds, kind: kind, subject: subject, user: caller.name),
            node: node, kind: kind, subject: subject, user: caller.name, pid: pid, startedAt: self.seconds)
        tasks[record.upid] = record
        taskOrder.append(record.upid)
        let hangs = disturbances.strikes("task-hangs")
        let fails = disturbances.strikes("task-fails")
        workers[record.upid] = Task {
            do {
                if hangs { try await Task.sleep(for: .seconds(86_400)) }
                try await time.pass(seconds)
                if fails { throw Fault(500, "command '/usr/bin/true' failed: got signal 6") }
                try await work(self)
                end(record.upid, "OK")
            } catch let warning as TaskWarning {
                log(record.upid, "WARN: \(warning.line)")
                end(record.upid, "WARNINGS: 1")
            } catch let fault as Fault {
                undo?(self)
                if let line = fault.logLine { log(record.upid, line) }
                end(record.upid, fault.reason)
            } catch {
                undo?(self)
                end(record.upid, "unexpected status")
            }
        }
        return record.upid
    }

    func log(_ upid: String, _ line: String) { tasks[upid]?.log.append(line) }

    private func end(_ upid: String, _ exit: String) {
        tasks[upid]?.exit = exit
        tasks[upid]?.endedAt = seconds
        tasks[upid]?.log.append(
            exit == "OK" ? "TASK OK" : exit.hasPrefix("WARNINGS: ") ? "TASK \(exit)" : "TASK ERROR: \(exit)")
        workers[upid] = nil
        // As many as nodes keep.
        if taskOrder.count > 5000 { for old in taskOrder.prefix(1000) where workers[old] == nil { tasks[old] = nil } }
        taskOrder.removeAll { tasks[$0] == nil }
        save()
    }

    /// Ends a task.
    func abort(_ upid: String) { workers[upid]?.cancel() }

    /// Ends all tasks, as a server does that goes down.
    func abortAll() { for worker in workers.values { worker.cancel() } }
}

/// Hardware addresses as the cluster makes them.
enum Hardware {
    static func address(seed: Int) -> String {
        var bytes: [UInt8] = [0xBC, 0x24, 0x11]
        for shift in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: (seed &* 2_654_435_761) >> shift)) }
        return text(bytes)
    }

    static func random() -> String { text([0xBC, 0x24, 0x11] + (0..<3).map { _ in UInt8.random(in: 0...255) }) }

    private static func text(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }
}
