import QMP
import StrataAPI
public import StrataDriverKit

extension QEMUDriver: Suspending {
    /// See ``Suspending/suspend(_:)``. The machine is paused, its memory written to a directory of its own, which `machine.json` then names, and QEMU ended. Cut
    /// short before that, the machine is a paused one; after it, a suspended one.
    public func suspend(_ id: NativeID) async throws(DriverError) {
        let attempt = "suspend"
        let definition = try await existing(id, attempt)
        guard let process = try await process(definition, attempt) else {
            guard definition.memoryState.isEmpty else { return }
            throw .refused(.init(attempt, id.text, answer: "the machine is off and has no memory to keep", hint: "Start it first"))
        }
        try await labours.during(id, .stopping) { () async throws(DriverError) in
            // The memory of one whose suspension was cut short is there already.
            if definition.memoryState.isEmpty { try await suspend(id, definition, process) }
            try await end(id, definition, attempt)
        }
    }

    private func suspend(_ id: NativeID, _ definition: MachineDefinition, _ process: RunningProcess) async throws(DriverError) {
        let attempt = "suspend"
        let monitor = try await monitor(id, definition, attempt)
        let wasRunning = try await pauseForMemory(monitor, id, attempt)
        let directory = directory(id.text)
        var definition = definition
        definition.memoryState = KeptMemory.newName()
        do throws(DriverError) {
            try await onBench(of: definition.uid, attempt, id.text) { bench throws(DriverError) in
                try await writeMemory(monitor, id, process, to: KeptMemory(path: bench), attempt)
                guard try await place.move(bench, to: directory.file(definition.memoryState), attempt, id.text) else {
                    throw .failed(.init(attempt, id.text, answer: "\(directory.file(definition.memoryState)) exists already"))
                }
            }
            try await place.write(directory.definition, definition.bytes, mode: 0o600, attempt, id.text)
        } catch {
            try? await place.remove(directory.file(definition.memoryState), attempt, id.text)
            if wasRunning { _ = try? await ask(monitor, "cont", id, attempt) }
            throw error
        }
    }

    /// Pauses a machine whose memory is to be kept.
    /// - Returns: whether it ran.
    func pauseForMemory(_ monitor: QMPClient, _ id: NativeID, _ attempt: String) async throws(DriverError) -> Bool {
        switch try await status(monitor, id, attempt) {
        case "running":
            try await ask(monitor, "stop", id, attempt)
            return true
        case "paused": return false
        case let other:
            throw .refused(
                .init(
                    attempt, id.text, answer: "QEMU calls its state \(other), in which its memory cannot be kept", hint: "Try again later"))
        }
    }

    /// A directory of this machine's in the workshop, empty, for as long as the body runs.
    func onBench<Value>(
        of uid: UID, _ attempt: String, _ name: String, _ body: (_ bench: String) async throws(DriverError) -> Value
    ) async throws(DriverError) -> Value {
        try Workshop.enter(uid, attempt, name)
        defer { Workshop.leave(uid) }
        let bench = Workshop.bench(of: uid, in: path)
        try await place.remove(bench, attempt, name)
        try await place.makeDirectory(bench, mode: 0o700, attempt, name)
        do throws(DriverError) {
            let value = try await body(bench)
            try await place.remove(bench, attempt, name)
            return value
        } catch {
            try? await place.remove(bench, attempt, name)
            throw error
        }
    }

    /// Writes the memory of a paused machine into a directory.
    func writeMemory(
        _ monitor: QMPClient, _ id: NativeID, _ process: RunningProcess, to kept: KeptMemory, _ attempt: String
    ) async throws(DriverError) {
        try await requireDevicesOfStart(monitor, id, process, attempt)
        try await disks.create(kept.memory, size: 1 << 20, id.text)
        let memory = try await ask(monitor, "query-memory-devices", id, attempt)
        let processors = try await hotpluggable(monitor, id, attempt)
        let added = AddedDevices(memory: memory, processors: processors, present: process.arguments)
        let arguments = KeptMemory.encode(process.arguments, added: added.arguments)
        try await place.write(kept.arguments, arguments, mode: 0o600, attempt, id.text)
        try await withMemoryDisk(kept, monitor, id, attempt, job: "snapshot-save")
    }

    /// Lets a machine that was started with the arguments of another one have that one's memory.
    func readMemory(_ monitor: QMPClient, _ id: NativeID, _ definition: MachineDefinition) async throws(DriverError) {
        let attempt = "read the memory of"
        let kept = KeptMemory(path: directory(id.text).file(definition.memoryState))
        try await labours.during(id, .starting) { () async throws(DriverError) in
            try await withMemoryDisk(kept, monitor, id, attempt, job: "snapshot-load")
        }
        // From here on the guest may run, so that what was kept is no longer true.
        try await forgetMemory(definition, attempt)
    }

    private func withMemoryDisk(
        _ kept: KeptMemory, _ monitor: QMPClient, _ id: NativeID, _ attempt: String, job: String
    ) async throws(DriverError) {
        let node: JSONValue = .string(KeptMemory.tag)
        // One that a call that was cut short left.
        _ = try? await monitor.execute("blockdev-del", ["node-name": node])
        try await ask(
            monitor, "blockdev-add", id, attempt,
            ["driver": "qcow2", "node-name": node, "file": ["driver": "file", "filename": .string(kept.memory)]])
        let outcome: Result<Void, DriverError>
        do throws(DriverError) {
            try await run(
                job, ["tag": .string(KeptMemory.tag), "vmstate": node, "devices": .array([node])], monitor, id, attempt)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        _ = try? await monitor.execute("blockdev-del", ["node-name": node])
        try outcome.get()
    }

    /// Runs a job to its end.
    func run(
        _ job: String, _ arguments: JSONValue, _ monitor: QMPClient, _ id: NativeID, _ attempt: String
    ) async throws(DriverError) {
        let name = "strata-" + NewName.digits()
        var arguments = arguments
        arguments["job-id"] = .string(name)
        do throws(QMPError) {
            // Some do all their work before QEMU answers anything else.
            try await monitor.execute(job, arguments, deadline: .seconds(600))
            try await monitor.finish(job: name)
        } catch {
            throw DriverError(error, attempt, id.text)
        }
    }

    /// The arguments of the process whose memory the next start reads; nil for a start afresh.
    func keptArguments(_ definition: MachineDefinition) async throws(DriverError) -> [String]? {
        guard !definition.memoryState.isEmpty else { return nil }
        let directory = directory(definition.name)
        let kept = KeptMemory(path: directory.file(definition.memoryState))
        guard let bytes = try await place.read(kept.arguments, "start", definition.name), let arguments = KeptMemory.decode(bytes) else {
            throw .refused(
                .init(
                    "start", definition.name, answer: "\(kept.arguments) cannot be read, so that its memory is lost",
                    hint: "Let it start afresh: strata stop, then strata start"))
        }
        return MachineArguments.renewed(arguments, definition, in: directory)
    }

    /// Notes that the memory that was kept is not to be gone on with, and removes it unless it is a snapshot's.
    func forgetMemory(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        guard !definition.memoryState.isEmpty else { return }
        let directory = directory(definition.name)
        var forgotten = definition
        forgotten.memoryState = ""
        try await place.write(directory.definition, forgotten.bytes, mode: 0o600, attempt, definition.name)
        if definition.memoryState.hasPrefix("memory-") {
            try await place.remove(directory.file(definition.memoryState), attempt, definition.name)
        }
    }
}
