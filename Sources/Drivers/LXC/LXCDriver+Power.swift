import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension LXCDriver: Pausing {
    /// See ``Driver/start(_:)``. What LXC wrote to its log is the answer when it fails.
    public func start(_ id: NativeID) async throws(DriverError) {
        let config = try await existing(id, "start")
        var arguments = ["-d"]
        var map: IDMap?
        if let tag = ContainerTag(config, name: id.text), tag.origin == .created {
            try await reconnectNetwork(tag, config)
            try await readyVolumes(tag)
            for (name, value) in tag.environment.sorted(by: { $0.key < $1.key }) {
                arguments += ["-s", "lxc.environment=\(name)=\(value)"]
            }
            if !tag.command.isEmpty { arguments += ["--"] + tag.command }
            map = IDMap(config)
        }
        // LXC appends; only the last run's end is of interest.
        let log = log(of: id.text)
        try await tools.remove(log, "start", id.text)
        arguments.insert(contentsOf: ["-o", log, "-l", StartLog.level], at: 0)
        var command = tools.command("lxc-start", id.text, arguments, map: map, deadline: .seconds(60))
        command.sensitive = true
        let output = try await tools.run(command, "start", id.text)
        guard !output.succeeded else { return }
        let logged =
            try await tools.read(log, "start", id.text).map {
                ToolMessage.errors(inLog: String(decoding: $0.suffix(64 << 10), as: UTF8.self))
            } ?? ""
        try await tools.remove(log, "start", id.text)
        let answer = logged.isEmpty ? tools.answer(output) : logged
        throw .failed(.init("start", id.text, answer: answer, hint: Self.hint(for: answer, map: map)))
    }

    /// What LXC says of a container's last run.
    func log(of name: String) -> String { "\(directory(name))/start.log" }

    private static func hint(for answer: String, map: IDMap?) -> String {
        // The program stands in quotes; LXC says the same of its own helpers without.
        if answer.contains("Failed to exec \"") { return "The image lacks that program: set spec.command to one it has" }
        if answer.contains("Permission denied"), map != nil {
            return "Directories above the container and its image must let others pass: chmod o+x"
        }
        if answer.contains("newuidmap") { return "Add root's ids to /etc/subuid and /etc/subgid, or remove the package uidmap" }
        return ""
    }

    /// Makes the network, the address and the ports of a container that is to run, which a restart of the host took away.
    private func reconnectNetwork(_ tag: ContainerTag, _ config: ContainerConfig) async throws(DriverError) {
        guard tag.network == .managed else { return }
        let leases = try await attachments.connect(
            tag.uid, hostname: tag.hostname, cards: tag.cards.isEmpty ? [CardPlace()] : tag.cards, ports: tag.ports, "start", tag.name)
        var blueprint = Blueprint(directory: directory(tag.name), tag: tag, foundation: [], layout: facts.layout)
        blueprint.leases = leases
        guard let moved = config.replacing(cards: max(config.cards.count, leases.count, 1), with: blueprint.network) else { return }
        try await writeFiles(tag, hostname: tag.hostname, leases: leases, config)
        try await tools.write("\(directory(tag.name))/config", moved, mode: 0o600, "start", tag.name)
    }

    /// Writes the files of the container's /etc anew. A running container sees them after its next start.
    func writeFiles(
        _ tag: ContainerTag, hostname: String, leases: [NetworkLease], _ config: ContainerConfig
    ) async throws(DriverError) {
        let name = tag.name
        let directory = "\(directory(name))/\(ContainerTree.files(of: tag.uid))"
        let files = NameFiles.contents(hostname: hostname, leases: leases)
        for (file, content) in files { try await tools.write("\(directory)/\(file)", content, mode: 0o644, "configure", name) }
        guard let map = IDMap(config) else { return }
        let paths = files.keys.map { "\(directory)/\($0)" }
        try await tools.check(
            Command(executable: "chown", arguments: ["-h", "--", "\(map.user):\(map.group)"] + paths), "configure", name)
    }

    /// See ``Driver/stop(_:grace:)``. The container's first process gets the image's stop signal (`lxc.signal.halt`).
    public func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        _ = try await existing(id, "stop")
        // A frozen process takes no signal but SIGKILL.
        if grace > .zero, try await isFrozen(id.text) { try await resume(id) }
        let seconds = Int(grace.components.seconds) + (grace.components.attoseconds > 0 ? 1 : 0)
        let arguments = seconds > 0 ? ["-t", "\(seconds)"] : ["-k"]
        let command = tools.command("lxc-stop", id.text, arguments, deadline: .seconds(seconds + 30))
        let output = try await tools.run(command, "stop", id.text)
        if output.succeeded || output.exit == .exited(2) { return }
        guard try await isActive(id.text) else { return }
        throw .failed(.init("stop", id.text, answer: tools.answer(output)))
    }

    /// See ``Pausing/pause(_:)``.
    public func pause(_ id: NativeID) async throws(DriverError) {
        try await freeze(id, "lxc-freeze", "pause")
    }

    /// See ``Pausing/resume(_:)``.
    public func resume(_ id: NativeID) async throws(DriverError) {
        try await freeze(id, "lxc-unfreeze", "resume")
    }

    private func freeze(_ id: NativeID, _ tool: String, _ attempt: String) async throws(DriverError) {
        _ = try await existing(id, attempt)
        try await requireRunning(id, attempt)
        try await tools.check(tools.command(tool, id.text), attempt, id.text)
    }

    /// Refuses what only a running container can do.
    func requireRunning(_ id: NativeID, _ attempt: String) async throws(DriverError) {
        guard try await isActive(id.text) else {
            throw .refused(.init(attempt, id.text, answer: "the container is not running", hint: "Start it first"))
        }
    }

    /// Whether a container's monitor runs: it listens on an abstract socket named after the container, which the kernel lists (unix(7)).
    func isActive(_ name: String) async throws(DriverError) -> Bool {
        let socket = "@\(directory(name))/command"
        // Longer names are hashed by liblxc (commands_utils.c); then LXC is asked.
        guard socket.utf8.count < 100 else {
            let output = try await tools.run(tools.command("lxc-info", name, ["-s", "-H"]), "look at", name)
            return output.succeeded && output.text.trimmed != "STOPPED"
        }
        guard let sockets = try await tools.read(["/proc/net/unix"], "look at", name)["/proc/net/unix"] else { return false }
        let ending = Array(" \(socket)".utf8)
        return sockets.split(separator: UInt8(ascii: "\n")).contains { $0.ends(with: ending) }
    }

    /// Whether the container's processes are frozen, in either generation of control groups.
    func isFrozen(_ name: String) async throws(DriverError) -> Bool {
        let legacy = facts.layout.legacy["freezer"].map { "\($0)/lxc.payload.\(name)/freezer.state" }
        let unified = facts.layout.unified.map { "\($0)/lxc.payload.\(name)/cgroup.freeze" }
        let states = try await tools.read([legacy, unified].compactMap(\.self), "stop", name).values
        return states.contains(where: FreezerFile.isFrozen)
    }
}
