import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension NspawnDriver: Pausing {
    /// See ``Driver/start(_:)``. What nspawn said is the answer when it fails.
    public func start(_ id: NativeID) async throws(DriverError) {
        let definition = try await existing(id, "start")
        // One that is on its way up, begun by a call that was cut short, is waited for.
        if let running = try await supervisor.running(id.text, definition), running.power != .starting { return }
        if let definition {
            try await reconnectNetwork(definition)
            try await attachments.ready(
                definition.uid, name: definition.instance, definition.mounts.map { ($0.volume, $0.isReadOnly) }, isMounting: true)
            // Left behind where systemd came to be, or ceased to be, the first process of the host.
            try await supervisor.write(definition, "start")
            if definition.origin == .adopted {
                try await tools.makeDirectory(places.side(definition.uid).path, mode: 0o700, "start", id.text)
            }
        }
        do throws(DriverError) {
            try await supervisor.start(id.text, definition)
        } catch .failed(let failure) {
            // What did not come to run has no end to tell of.
            if let definition { try await tools.remove(places.side(definition.uid).exit, "start", id.text) }
            throw .failed(failure)
        }
    }

    /// Makes the network, the address and the ports of a machine that is to run, which a restart of the host took away.
    private func reconnectNetwork(_ definition: MachineDefinition) async throws(DriverError) {
        let leases = try await connectNetwork(definition, "start")
        if leases.isEmpty { return }
        let side = places.side(definition.uid)
        let written = try await tools.read([side.network, side.bridges], "start", definition.name)
        let wanted = [side.network: MachineTree.batch(leases), side.bridges: MachineTree.bridges(definition, leases)]
        guard wanted.contains(where: { written[$0.key] ?? [] != $0.value }) else { return }
        try await writeFiles(definition, leases, "start")
    }

    /// Writes the files of the machine's /etc anew. A running machine sees them after its next start.
    func writeFiles(_ definition: MachineDefinition, _ leases: [NetworkLease], _ attempt: String) async throws(DriverError) {
        let side = places.side(definition.uid)
        let name = definition.name
        let files = NameFiles.contents(hostname: definition.hostname, leases: leases)
        for (file, content) in files { try await tools.write("\(side.files)/\(file)", content, mode: 0o644, attempt, name) }
        if let owner = definition.firstID {
            let paths = files.keys.map { "\(side.files)/\($0)" }
            try await tools.check(Command(executable: "chown", arguments: ["-h", "--", "\(owner):\(owner)"] + paths), attempt, name)
        }
        try await tools.write(side.network, MachineTree.batch(leases), mode: 0o600, attempt, name)
        try await tools.write(side.bridges, MachineTree.bridges(definition, leases), mode: 0o600, attempt, name)
    }

    /// See ``Driver/stop(_:grace:)``. The machine's first process gets the image's stop signal, or SIGRTMIN+3 where it boots (systemd-nspawn(1)).
    public func stop(_ id: NativeID, grace: Duration) async throws(DriverError) {
        try await stop(id, try await existing(id, "stop"), grace: grace)
    }

    func stop(_ id: NativeID, _ definition: MachineDefinition?, grace: Duration) async throws(DriverError) {
        var found = try await supervisor.running(id.text, definition)
        if found == nil {
            try await supervisor.settle(id.text, definition)
            found = try await supervisor.running(id.text, definition)
        }
        guard let running = found else { return try await supervisor.tidy(id.text, definition) }
        if grace > .zero {
            // A frozen process takes no signal but SIGKILL.
            if running.power == .paused { try await supervisor.freeze(false, id.text, running, definition) }
            try await supervisor.ask(id.text, running)
            if try await ends(running, within: grace, id) { return try await supervisor.tidy(id.text, definition) }
        }
        try await supervisor.end(id.text, running, definition)
        // A frozen process ends when it may run.
        if running.power == .paused { try? await supervisor.freeze(false, id.text, running, definition) }
        guard try await ends(running, within: .seconds(10), id) else {
            throw .timedOut(.init("stop", id.text, answer: "its processes do not end, although they were killed"))
        }
        try await supervisor.tidy(id.text, definition)
    }

    /// Waits until a machine's processes have ended.
    /// - Returns: false when they have not in that time.
    private func ends(_ running: RunningMachine, within limit: Duration, _ id: NativeID) async throws(DriverError) -> Bool {
        let files = [running.process, running.leader].compactMap(\.self).map { "/proc/\($0)/stat" }
        let before = try await starts(files, id)
        let end = ContinuousClock.now + limit
        while true {
            let now = try await starts(files, id)
            if !now.contains(where: { before[$0.key] == $0.value }) { return true }
            guard ContinuousClock.now < end else { return false }
            do { try await Task.sleep(for: machine.isLocal ? .milliseconds(10) : .milliseconds(200)) } catch { throw .cancelled }
        }
    }

    /// When those processes that have not ended began.
    private func starts(_ files: [String], _ id: NativeID) async throws(DriverError) -> [String: Int64] {
        try await tools.read(files, "stop", id.text).compactMapValues { bytes in
            ProcessFiles.Status(stat: String(decoding: bytes, as: UTF8.self)).flatMap { $0.hasEnded ? nil : $0.startTicks }
        }
    }

    /// See ``Pausing/pause(_:)``.
    public func pause(_ id: NativeID) async throws(DriverError) {
        let (running, definition) = try await active(id, "pause")
        if running.power != .paused { try await supervisor.freeze(true, id.text, running, definition) }
    }

    /// See ``Pausing/resume(_:)``.
    public func resume(_ id: NativeID) async throws(DriverError) {
        let (running, definition) = try await active(id, "resume")
        if running.power == .paused { try await supervisor.freeze(false, id.text, running, definition) }
    }
}
