public import StrataAPI
public import StrataDriverKit
import VSphere
import XMLDocuments

extension VSphereDriver: MemorySnapshotting {
    /// See ``Snapshotting/snapshots(_:)``.
    public func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        let attempt = "list the snapshots of"
        return try await snapshots(of: try await existing(id, attempt), attempt).map { record in
            var observed = record.observed
            observed.createdAt = client.own(observed.createdAt)
            return observed
        }
    }

    /// See ``Snapshotting/takeSnapshot(_:_:)``. Its description holds the UID.
    public func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        let record = try await existing(id, attempt)
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, id.text, answer: "the snapshot's UID is no UUID: \(order.uid.text.printable(limit: 80))"))
        }
        if let found = try await snapshots(of: record, attempt).first(where: { $0.owner == order.uid }) {
            return SnapshotID(found.object.id)
        }
        let result = try await ask(attempt, record.name) { client throws(VSphereError) in
            try await client.perform(
                "CreateSnapshot_Task", on: record.object,
                [
                    .plain("name", order.name.name), .plain("description", SnapshotRecord.text(order)),
                    .plain("memory", order.withMemory && record.powerWord == "poweredOn"), .plain("quiesce", false),
                ], within: .seconds(1800))
        }
        guard let made = ManagedObject(result) else {
            throw .failed(.init(attempt, record.name, answer: "the task ended without a snapshot"))
        }
        return SnapshotID(made.id)
    }

    /// See ``Snapshotting/revert(_:to:)``. The machine's configuration is the snapshot's too, but for whose it is and how large.
    public func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        let attempt = "revert"
        let before = try await existing(id, attempt)
        let found = try await existing(snapshot, of: before, attempt)
        if before.powerWord == "poweredOn" { try await perform("PowerOffVM_Task", on: before, attempt) }
        _ = try await ask(attempt, before.name) { client throws(VSphereError) in
            try await client.perform("RevertToSnapshot_Task", on: found.object, within: .seconds(1800))
        }
        guard let after = try await record(of: before.object, attempt) else {
            throw .failed(.init(attempt, before.name, answer: "it was removed while it was reverted"))
        }
        var parts: [XMLElement] = []
        if after.name != before.name { parts.append(.plain("name", Landscape.encoded(before.name))) }
        if after.notes != before.notes { parts.append(.plain("annotation", before.notes)) }
        // Memory that is to run on has the size that it had then.
        if after.powerWord == "poweredOff" {
            if after.cpus != before.cpus { parts.append(.plain("numCPUs", before.cpus)) }
            if after.memory != before.memory { parts.append(.plain("memoryMB", before.memory)) }
        }
        if !parts.isEmpty { try await reconfigure(after, parts, attempt) }
        // A snapshot's memory is let run on, by versions that leave it suspended too.
        if found.hasMemory, after.powerWord == "suspended" { try await perform("PowerOnVM_Task", on: after, attempt) }
    }

    /// See ``Snapshotting/deleteSnapshot(_:_:owner:)``.
    public func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        let attempt = "remove a snapshot of"
        guard let record = try await record(id, attempt) else { return }
        guard let found = try await snapshots(of: record, attempt).first(where: { $0.object.id == snapshot.text }) else { return }
        guard found.owner == owner else {
            throw .notOwned(.init(attempt, id.text, answer: "\(snapshot.text.printable(limit: 80)) is not this Snapshot's"))
        }
        try await remove(found, of: record, attempt)
    }

    func remove(_ snapshot: SnapshotRecord, of record: MachineRecord, _ attempt: String) async throws(DriverError) {
        _ = try await ask(attempt, record.name) { client throws(VSphereError) in
            try await client.perform(
                "RemoveSnapshot_Task", on: snapshot.object, [.plain("removeChildren", false)], within: .seconds(6 * 3600))
        }
    }

    /// A machine's snapshots, oldest first.
    func snapshots(of record: MachineRecord, _ attempt: String) async throws(DriverError) -> [SnapshotRecord] {
        let content = try await ask(attempt, record.name) { client throws(VSphereError) in
            try await client.read(record.object, ["snapshot"])
        }
        var found: [SnapshotRecord] = []
        SnapshotRecord.collect(content?["snapshot"]?.children("rootSnapshotList") ?? [], into: &found)
        return found.sorted { ($0.createdAt?.microseconds ?? 0, $0.number) < ($1.createdAt?.microseconds ?? 0, $1.number) }
    }

    /// A snapshot that must be there.
    func existing(_ snapshot: SnapshotID, of record: MachineRecord, _ attempt: String) async throws(DriverError) -> SnapshotRecord {
        guard let found = try await snapshots(of: record, attempt).first(where: { $0.object.id == snapshot.text }) else {
            throw .notFound(.init(attempt, record.name, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        return found
    }
}
