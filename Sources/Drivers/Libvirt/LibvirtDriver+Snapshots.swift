import Libvirt
public import StrataAPI
public import StrataDriverKit

extension LibvirtDriver: MemorySnapshotting {
    /// See ``Snapshotting/snapshots(_:)``.
    public func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        let attempt = "list the snapshots of"
        let (connection, _) = try await state(id, attempt)
        if limits.obstacle(.snapshot) != nil { return [] }
        let definitions = try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await connection.snapshots(of: .name(id.text))
        }
        let time = { (snapshot: ObservedSnapshot) in snapshot.createdAt?.microseconds ?? 0 }
        return definitions.map(SnapshotNote.observed).sorted { (time($0), $0.id.text) < (time($1), $1.id.text) }
    }

    /// See ``Snapshotting/takeSnapshot(_:_:)``. Kept within the machine's disks (qcow2). That of a running machine holds its memory in any case, since libvirt goes back to no
    /// other; where the order does not ask for it, a revert does not use it.
    public func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        try require(.snapshot)
        let (connection, document) = try await existing(id, attempt)
        let record = try await state(id, attempt).1
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, id.text, answer: "\(order.uid.text.printable(limit: 80)) is no snapshot's UID"))
        }
        // QEMU 7.2 does not only fail at one: it falls over, and the guest with it.
        try requireOpen(
            DomainCard(document), attempt, because: "QEMU keeps no snapshots within encrypted disks",
            hint: "Back it up instead, or clone it")
        if order.withMemory, !record.isActive {
            throw .refused(
                .init(attempt, id.text, answer: "the machine is off, and has no memory to keep", hint: "Start it, or leave the memory out"))
        }
        let known = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.snapshots(of: .name(id.text))
        }
        if let found = known.map(SnapshotNote.observed).first(where: { $0.owner == order.uid }) { return found.id }
        try await ask(id, attempt) { domain throws(LibvirtError) in
            try await connection.takeSnapshot(SnapshotNote.definition(order), of: domain)
        }
        return SnapshotID(order.uid.text)
    }

    /// See ``Snapshotting/revert(_:to:)``. What the machine is in libvirt's words stays as it is now; what it was then is gone back to on its disks, and in its memory.
    public func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        let attempt = "revert"
        try require(.snapshot)
        let (connection, document) = try await existing(id, attempt)
        let known = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.snapshots(of: .name(id.text))
        }
        guard let found = known.map(SnapshotNote.observed).first(where: { $0.id == snapshot }) else {
            throw .notFound(.init(attempt, id.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        let checkpoints = try await checkpoints(of: id, connection, attempt)
        try requireNoForeignCheckpoints(
            checkpoints, of: id, attempt, because: "what is noted since then is wrong for a disk that goes back, and QEMU refuses to")
        // While it runs its QEMU removes them.
        if try await state(id, attempt).1.isActive { try await dropCheckpoints(of: id, connection, attempt) }
        try await stop(id, grace: .zero)
        try await dropCheckpoints(of: id, connection, attempt)
        try await ask(id, attempt) { domain throws(LibvirtError) in
            try await connection.revert(domain, to: snapshot.text, then: found.hasMemory ? .running : .asItWas)
        }
        if !found.hasMemory { try await end(id, connection, attempt) }
        // Whose it is, and what was changed since, is no part of what is gone back to.
        try await translating(attempt, id.text) { () throws(LibvirtError) in _ = try await connection.define(document) }
        await site.forget(DomainCard(document).uuid)
    }

    /// See ``Snapshotting/deleteSnapshot(_:_:owner:)``.
    public func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        let attempt = "delete a snapshot of"
        // Where none are kept there is none.
        if limits.obstacle(.snapshot) != nil { return }
        let (connection, _) = try await state(id, attempt)
        let known = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.snapshots(of: .name(id.text))
        }
        guard let found = known.map(SnapshotNote.observed).first(where: { $0.id == snapshot }) else { return }
        guard found.owner == owner else {
            throw .notOwned(.init(attempt, id.text, answer: "the snapshot \(snapshot.text.printable(limit: 80)) is not this Snapshot's"))
        }
        try await ask(id, attempt) { domain throws(LibvirtError) in
            do throws(LibvirtError) {
                try await connection.deleteSnapshot(snapshot.text, of: domain)
            } catch {
                guard error.code == .noDomainSnapshot else { throw error }
            }
        }
    }
}
