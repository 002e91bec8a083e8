import QMP
import StrataAPI
public import StrataDriverKit

extension QEMUDriver: Exporting {
    /// See ``Exporting/export(_:at:)``. The disk is copied aside, complete in itself, before this returns: that of a running machine by QEMU as of one moment.
    public func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        let definition = try await existing(id, attempt)
        let record: SnapshotRecord? = if let snapshot { try await record(snapshot, of: id, attempt) } else { nil }
        let directory = directory(id.text)
        let disk = record?.disk ?? (definition.hasDisk ? definition.diskFile : "")
        let uid = UID.random()
        try Workshop.enter(uid, attempt, id.text)
        let bench = Workshop.bench(of: uid, in: path)
        let copy = "\(bench)/disk0.qcow2"
        do throws(DriverError) {
            try await place.makeDirectory(bench, mode: 0o700, attempt, id.text)
            if !disk.isEmpty {
                if record == nil, try await process(definition, attempt) != nil {
                    try await backUp(id, definition, to: copy)
                } else {
                    try await disks.copy(directory.file(disk), to: copy, id.text)
                }
            }
        } catch {
            try? await place.remove(bench, attempt, id.text)
            Workshop.leave(uid)
            throw error
        }
        var parts: [MachineExport.Part] = []
        if definition.boot == .kernel {
            let pack = Command("tar", "-c", "--numeric-owner", "-C", directory.path, "./kernel", "./initrd")
            parts.append(part("kernel.tar", .kernel, pack, id))
        }
        if !disk.isEmpty { parts.append(part("disk0.qcow2", .qcow2, Command("cat", "--", copy), id)) }
        return MachineExport(parts: parts, architecture: definition.architecture) { [place] in
            try? await place.remove(bench, attempt, id.text)
            Workshop.leave(uid)
        }
    }

    private func part(_ name: String, _ form: StoredImage.Form, _ command: Command, _ id: NativeID) -> MachineExport.Part {
        MachineExport.Part(name: name, form: form) { [machine] () async throws(DriverError) in
            do throws(TransportError) {
                let session = try await machine.open(command)
                session.endInput()
                return session
            } catch {
                throw DriverError(error, "export", id.text)
            }
        }
    }

    /// Copies the disk of a running machine as it is at this moment, while the guest writes on.
    private func backUp(_ id: NativeID, _ definition: MachineDefinition, to copy: String) async throws(DriverError) {
        let attempt = "export"
        let monitor = try await monitor(id, definition, attempt)
        guard let active = try await activeNode(monitor, id, attempt) else {
            throw .failed(.init(attempt, id.text, answer: "QEMU tells of no disk in \(directory(id.text).path)"))
        }
        try await disks.create(copy, size: active.size, id.text)
        let node: JSONValue = .string("copy-" + NewName.digits())
        try await ask(
            monitor, "blockdev-add", id, attempt,
            ["driver": "qcow2", "node-name": node, "file": ["driver": "file", "filename": .string(copy)]])
        let outcome: Result<Void, DriverError>
        do throws(DriverError) {
            try await run(
                "blockdev-backup", ["device": .string(active.name), "target": node, "sync": "full", "auto-dismiss": false], monitor, id,
                attempt)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        _ = try? await Task { try await monitor.execute("blockdev-del", ["node-name": node]) }.value
        try outcome.get()
    }
}
