import Libvirt
public import StrataAPI
public import StrataDriverKit
import XMLDocuments

/// Backups lie in a pool of the daemon's, which may be another one than the machines', as ``BackupShelf`` describes.
///
/// That of a running machine is made by QEMU, together with a checkpoint of the same moment: the next one in that pool holds what changed since, and lies above it.
/// That of a machine that is off is whole, and so is one for which it is not known what changed.
extension LibvirtDriver: BackupKeeping {
    /// See ``BackupKeeping/backUp(_:_:)``. The disks hold what had reached them, as after a power cut; Volumes are no part of it.
    public func backUp(_ id: NativeID, _ order: BackupOrder) async throws(DriverError) -> KeptBackup {
        let attempt = "back up"
        try requireBackups(attempt, id.text)
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, id.text, answer: "\(order.uid.text.printable(limit: 80)) is no Backup's UID"))
        }
        let (connection, document) = try await existing(id, attempt)
        let pool = try await backupPool(order.storage, connection, attempt, id.text)
        try Workshop.enter(order.uid, attempt, id.text)
        defer { Workshop.leave(order.uid) }
        let shelf = try await shelf(pool.name, connection, attempt)
        if shelf.isWhole(order.uid) { return try await kept(order.uid, in: pool.name, connection, attempt) }
        let work = BackupWork(
            driver: self, id: id, order: order, document: document, pool: pool, connection: connection, attempt: attempt)
        try await work.clear()
        do throws(DriverError) {
            try await work.make(shelf)
        } catch {
            // Nothing of it may be left, cancelled or not. What cannot be removed now is, before the next one of this UID is made.
            await Task { try? await work.clear() }.value
            throw error
        }
        return try await kept(order.uid, in: pool.name, connection, attempt)
    }

    /// See ``BackupKeeping/restore(_:from:)``. The machine's disks are copies, complete in themselves. What the order does not say is as the machine was.
    public func restore(_ order: Order, from backup: BackupID) async throws(DriverError) -> NativeID {
        let attempt = "restore"
        try requireBackups(attempt, order.name.name)
        let (name, uid) = try place(of: backup, attempt)
        let connection = try await site.connection(attempt, order.name.name)
        // Also where the backup is gone since.
        if let found = try await find(order.uid, connection, attempt) { return found }
        guard let record = try await record(of: uid, in: name, connection, attempt) else {
            throw .notFound(.init(attempt, order.name.name, answer: "there is no backup \(backup.text.printable(limit: 120))"))
        }
        let document = try await translating(attempt, order.name.name) { () throws(LibvirtError) in
            try XMLElement(definition: record.definition)
        }
        var plan = try await plan(order, like: document, attempt)
        let card = DomainCard(document)
        if card.note?.options == nil {
            try requireCopiable(document, card, order, attempt)
            plan.pattern = document
        } else {
            plan.note.disk = plan.note.disk ?? card.note?.disk
        }
        return try await make(plan, attempt) { connection, plan throws(DriverError) in
            try await files(for: plan, of: record, uid, in: name, document, order.image, connection, attempt)
        }
    }

    /// See ``BackupKeeping/deleteBackup(_:owner:)``. One that others lie above is gone for its user, and its volumes go with the last of those.
    public func deleteBackup(_ backup: BackupID, owner: UID) async throws(DriverError) {
        let attempt = "delete the backup"
        try requireBackups(attempt, backup.text)
        let (pool, uid) = try place(of: backup, attempt)
        guard uid == owner else {
            throw .notOwned(.init(attempt, backup.text, answer: "it is not this Backup's"))
        }
        let connection = try await site.connection(attempt, backup.text)
        let found = try await translating(attempt, backup.text) { () throws(LibvirtError) in try await connection.pool(pool) }
        // With the pool, all that lay in it is gone for libvirt.
        guard found != nil else { return }
        try Workshop.enter(uid, attempt, backup.text)
        defer { Workshop.leave(uid) }
        // One that cannot be read tells of no checkpoint, which then goes with the machine's next backup.
        let record = try? await record(of: uid, in: pool, connection, attempt)
        try await translating(attempt, backup.text) { () throws(LibvirtError) in
            try await connection.deleteVolume(BackupShelf.ready(uid), in: pool)
        }
        try await remove(uid, from: pool, connection, attempt)
        guard let record, facts.knowsBackups else { return }
        // The checkpoint of a machine that is off, or busy, is removed before its next backup.
        try? await connection.deleteCheckpoint(uid.text, of: .uuid(record.machine))
    }

    private func requireBackups(_ attempt: String, _ object: String) throws(DriverError) {
        guard facts.canCreate, !facts.isSimulator else {
            throw .refused(.init(attempt, object, answer: "machines of \(facts.info.type) have no disks that libvirt could copy"))
        }
    }

    /// The pool that backups are kept in.
    private func backupPool(
        _ name: String, _ connection: LibvirtConnection, _ attempt: String, _ object: String
    ) async throws(DriverError) -> StoragePool {
        if name.isEmpty || name == options.pool { return try await pool(connection, attempt) }
        let pools = try await translating(attempt, object) { () throws(LibvirtError) in try await connection.pools() }
        guard let pool = pools.first(where: { $0.name == name }), !name.contains("/") else {
            let known = pools.map(\.name).sorted().prefix(20).map { $0.printable(limit: 60) }.joined(separator: ", ")
            throw .refused(
                .init(
                    attempt, object, answer: "libvirt has no pool \(name.printable(limit: 80))",
                    hint: known.isEmpty ? "Make one: virsh pool-define-as, pool-start" : "Name one of these: \(known)"))
        }
        guard pool.isActive else {
            throw .refused(.init(attempt, object, answer: "the pool \(name) is not started", hint: "Start it: virsh pool-start \(name)"))
        }
        guard ["dir", "fs", "netfs"].contains(pool.type) else {
            throw .refused(
                .init(
                    attempt, object, answer: "the pool \(name) is of the kind \(pool.type.printable(limit: 20)), and backups are files",
                    hint: "Name a pool of a directory"))
        }
        return pool
    }

    /// Where a backup lies.
    private func place(of backup: BackupID, _ attempt: String) throws(DriverError) -> (pool: String, uid: UID) {
        let parts = backup.text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, UID(String(parts[1])).isUUID else {
            throw .notFound(.init(attempt, backup.text, answer: "no backup of libvirt's is called so"))
        }
        return (String(parts[0]), UID(String(parts[1])))
    }

    /// The backups in a pool, with what others put there.
    func shelf(_ pool: String, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) -> BackupShelf {
        try await translating(attempt, "the pool \(pool)") { () throws(LibvirtError) in
            try await connection.refresh(pool: pool)
            return BackupShelf(try await connection.volumes(in: pool).lazy.map(\.name))
        }
    }

    /// What is written beside a backup's disks; nil where there is no such backup in whole.
    func record(
        of uid: UID, in pool: String, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> BackupRecord? {
        let object = "\(pool)/\(uid.text)"
        do {
            guard try await connection.volume(BackupShelf.ready(uid), in: pool) != nil else { return nil }
            var bytes: [UInt8] = []
            try await connection.download(from: BackupShelf.record(uid), in: pool) { piece in
                bytes += piece
                guard bytes.count <= BackupRecord.limit else { throw LibvirtError.tooLarge("a backup's record", limit: BackupRecord.limit) }
            }
            let record = try BackupRecord(parsing: bytes)
            guard record.uid == uid else { throw LibvirtError.malformed("its record is another backup's") }
            return record
        } catch let error as LibvirtError {
            if error.code == .noStoragePool { return nil }
            throw DriverError(error, attempt, object)
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .failed(.init(attempt, object, answer: "its record cannot be understood: \(error)"))
        }
    }

    /// A backup that is whole, as it lies there.
    private func kept(
        _ uid: UID, in pool: String, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> KeptBackup {
        guard let record = try await record(of: uid, in: pool, connection, attempt) else {
            throw .failed(.init(attempt, "\(pool)/\(uid.text)", answer: "it is gone again"))
        }
        let size = try await translating(attempt, pool) { () throws(LibvirtError) in
            try await connection.refresh(pool: pool)
            return try await connection.volumes(in: pool).filter { $0.name.hasPrefix(BackupShelf.stem(uid)) }
                .reduce(Int64(0)) { $0.addingReportingOverflow($1.allocation).partialValue }
        }
        return KeptBackup(
            id: BackupID("\(pool)/\(uid.text)"), takenAt: Timestamp(microseconds: Int64(record.takenAt)), size: Quantity(bytes: size),
            isIncremental: record.isIncremental)
    }

    /// Removes the volumes of a backup that is not wanted any more, and then of those below it that are not either, unless others lie above them.
    func remove(_ uid: UID, from pool: String, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        var next: UID? = uid
        var marks: [(UID, [String])] = []
        while let uid = next {
            let shelf = try await shelf(pool, connection, attempt)
            guard let entry = shelf.entries[uid], !entry.isReady else { break }
            let above = shelf.entries.filter { $0.value.earlier == uid && $0.key != marks.last?.0 }
            guard above.isEmpty, marks.count <= BackupShelf.tallest * 2 else { break }
            let isMark = { (name: String) in entry.earlier.map { name == BackupShelf.above(uid, $0) } ?? false }
            try await translating(attempt, "\(pool)/\(uid.text)") { () throws(LibvirtError) in
                for name in entry.volumes where !isMark(name) { try await connection.deleteVolume(name, in: pool) }
                try await removeKey(DiskKey(uid), connection)
            }
            // What a backup lay above is found by its mark, so that this goes after it.
            marks.append((uid, entry.volumes.filter(isMark)))
            next = entry.earlier
        }
        for (uid, names) in marks.reversed() {
            try await translating(attempt, "\(pool)/\(uid.text)") { () throws(LibvirtError) in
                for name in names { try await connection.deleteVolume(name, in: pool) }
            }
        }
    }
}
