import QMP
public import StrataAPI
public import StrataDriverKit

extension QEMUDriver: MemorySnapshotting {
    /// See ``Snapshotting/snapshots(_:)``. Those that Strata took: what lies inside of a disk's file by other hands is not looked at.
    public func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        _ = try await existing(id, "look at the snapshots of")
        let directory = directory(id.text)
        let records = try await records(id, "look at the snapshots of")
        func files(_ record: SnapshotRecord) -> [String] {
            (record.disk.isEmpty ? [] : [directory.file(record.disk)])
                + (record.hasMemory ? [KeptMemory(path: directory.snapshot(record.uid.text)).memory] : [])
        }
        let measures = try await place.measure(records.flatMap(files), "look at the snapshots of", id.text)
        return records.map { record in
            ObservedSnapshot(
                id: SnapshotID(record.uid.text), owner: record.uid, createdAt: record.createdAt,
                size: Quantity(bytes: files(record).reduce(0) { $0 + (measures[$1]?.allocated ?? 0) }), hasMemory: record.hasMemory)
        }
    }

    /// See ``Snapshotting/takeSnapshot(_:_:)``. With its memory a running machine stands still while that is written.
    public func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        let definition = try await existing(id, attempt)
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, id.text, answer: "the snapshot's UID is no UUID: \(order.uid.text.printable(limit: 80))"))
        }
        if try await place.exists(directory(id.text).snapshot(order.uid.text), attempt, id.text) { return SnapshotID(order.uid.text) }
        let process = try await process(definition, attempt)
        let monitor = if process == nil { QMPClient?.none } else { try await monitor(id, definition, attempt) }
        guard order.withMemory, let process, let monitor else {
            try await keep(order, id, definition, monitor) { _ throws(DriverError) in false }
            return SnapshotID(order.uid.text)
        }
        if let volume = definition.disks.first(where: { !$0.isReadOnly }) {
            throw .refused(
                .init(
                    attempt, id.text, answer: "it writes to the volume \(volume.name), which would not go back together with its memory",
                    hint: "Take it without memory, or detach the volume first"))
        }
        try await labours.during(id, .running) { () async throws(DriverError) in
            let wasRunning = try await pauseForMemory(monitor, id, attempt)
            let outcome: Result<Void, DriverError>
            do throws(DriverError) {
                try await keep(order, id, definition, monitor) { kept throws(DriverError) in
                    try await writeMemory(monitor, id, process, to: kept, attempt)
                    return true
                }
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            // Also where it failed: the machine goes on as it was.
            if wasRunning { _ = try? await Task { try await self.ask(monitor, "cont", id, attempt) }.value }
            try outcome.get()
        }
        return SnapshotID(order.uid.text)
    }

    /// Makes a snapshot, which exists from the rename of its directory on.
    /// - Parameter memory: writes the memory into that directory if it is to be kept; tells whether it was.
    private func keep(
        _ order: SnapshotOrder, _ id: NativeID, _ definition: MachineDefinition, _ monitor: QMPClient?,
        memory: (KeptMemory) async throws(DriverError) -> Bool
    ) async throws(DriverError) {
        let attempt = "take a snapshot of"
        let directory = directory(id.text)
        try await place.makeDirectory(directory.snapshots, mode: 0o700, attempt, id.text)
        try await onBench(of: definition.uid, attempt, id.text) { bench throws(DriverError) in
            var record = SnapshotRecord()
            record.uid = order.uid
            record.name = order.name.description
            record.hasMemory = try await memory(KeptMemory(path: bench))
            var definition = definition
            if definition.hasDisk { record.disk = try await freeze(&definition, monitor, id) }
            record.createdAt = .now()
            try await place.write("\(bench)/\(SnapshotRecord.file)", record.bytes, mode: 0o600, attempt, id.text)
            guard try await place.move(bench, to: directory.snapshot(order.uid.text), attempt, id.text) else {
                throw .failed(.init(attempt, id.text, answer: "\(directory.snapshot(order.uid.text)) appeared meanwhile"))
            }
        }
    }

    /// See ``Snapshotting/revert(_:to:)``. The snapshot's disk is written to no more than before: a new file above it takes the machine's place.
    public func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        let attempt = "revert"
        let record = try await record(snapshot, of: id, attempt)
        try await stop(id, grace: .zero)
        var definition = try await existing(id, attempt)
        let directory = directory(id.text)
        if !record.disk.isEmpty {
            let has = try await disks.facts(directory.file(record.disk), id.text).virtualSize
            // A guest that goes on from its memory knows how large its disk was.
            let size = record.hasMemory ? has : max(has, definition.diskSize ?? has)
            let new = "disk-\(NewName.digits()).qcow2"
            try await disks.create(directory.file(new), aboveOpen: record.disk, size: size, id.text)
            definition.diskFile = new
            definition.diskSize = definition.diskSize ?? (definition.boot == .disk ? nil : size)
        }
        if record.hasMemory { definition.memoryState = "snapshots/\(record.uid.text)" }
        try await place.write(directory.definition, definition.bytes, mode: 0o600, attempt, id.text)
        try await tidyLayers(definition, nil, id, merging: false)
        if record.hasMemory { try await start(id) }
    }

    /// See ``Snapshotting/deleteSnapshot(_:_:owner:)``. What its disk holds is taken into the file above where that is one, in the background of a running machine.
    public func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        let attempt = "delete a snapshot of"
        var definition = try await existing(id, attempt)
        guard UID(snapshot.text).isUUID else { return }
        let path = directory(id.text).snapshot(snapshot.text)
        if try await place.exists(path, attempt, id.text) {
            guard snapshot.text == owner.text else {
                throw .notOwned(
                    .init(
                        attempt, id.text, answer: "the snapshot \(snapshot.text) is not that of the UID \(owner.text.printable(limit: 80))")
                )
            }
            try await keepMemory(of: snapshot, for: &definition)
            try await onBench(of: definition.uid, attempt, id.text) { bench throws(DriverError) in
                _ = try await place.move(path, to: bench, attempt, id.text)
            }
        }
        let process = try await process(definition, attempt)
        let monitor = if process == nil { QMPClient?.none } else { try await monitor(id, definition, attempt) }
        try await tidyLayers(definition, monitor, id, merging: true)
    }

    /// Gives a machine that is to go on with the memory of a snapshot names of its own for it.
    private func keepMemory(of snapshot: SnapshotID, for definition: inout MachineDefinition) async throws(DriverError) {
        guard definition.memoryState == "snapshots/\(snapshot.text)" else { return }
        let attempt = "delete a snapshot of"
        let directory = directory(definition.name)
        let (old, name) = (KeptMemory(path: directory.file(definition.memoryState)), KeptMemory.newName())
        let new = KeptMemory(path: directory.file(name))
        try await place.makeDirectory(new.path, mode: 0o700, attempt, definition.name)
        try await place.share(old.memory, as: new.memory, attempt, definition.name)
        try await place.share(old.arguments, as: new.arguments, attempt, definition.name)
        definition.memoryState = name
        try await place.write(directory.definition, definition.bytes, mode: 0o600, attempt, definition.name)
    }

    /// The snapshots of a machine, oldest first.
    func records(_ id: NativeID, _ attempt: String) async throws(DriverError) -> [SnapshotRecord] {
        let directory = directory(id.text)
        var records: [SnapshotRecord] = []
        for name in try await place.directories(in: directory.snapshots, attempt, id.text) {
            if let record = try await record(named: name, of: id, attempt) { records.append(record) }
        }
        let unknown = Timestamp(microseconds: 0)
        return records.sorted { ($0.createdAt ?? unknown, $0.uid.text) < ($1.createdAt ?? unknown, $1.uid.text) }
    }

    /// A snapshot that must exist.
    func record(_ snapshot: SnapshotID, of id: NativeID, _ attempt: String) async throws(DriverError) -> SnapshotRecord {
        guard UID(snapshot.text).isUUID, let record = try await record(named: snapshot.text, of: id, attempt) else {
            throw .notFound(.init(attempt, id.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        return record
    }

    private func record(named name: String, of id: NativeID, _ attempt: String) async throws(DriverError) -> SnapshotRecord? {
        let file = "\(directory(id.text).snapshot(name))/\(SnapshotRecord.file)"
        return try await place.read(file, attempt, id.text).flatMap { SnapshotRecord(parsing: $0, directory: name) }
    }
}
