import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// The making of one backup.
struct BackupWork: Sendable {
    let driver: LibvirtDriver
    let id: NativeID
    let order: BackupOrder
    /// The machine's definition.
    let document: XMLElement
    let pool: StoragePool
    let connection: LibvirtConnection
    let attempt: String

    private var uid: UID { order.uid }

    /// What QEMU has already copied when it comes to light which backup a copy lies above.
    private struct Base {
        var uid: UID
        var copy: PushedCopy.Earlier
    }

    /// Removes what an earlier call for the same backup left: what QEMU still copies for it, its checkpoint, with those whose backups are gone, and its volumes.
    func clear() async throws(DriverError) {
        // Where it is marked as whole, and what it lies above is missing, it is none.
        try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await connection.deleteVolume(BackupShelf.ready(uid), in: pool.name)
        }
        if driver.facts.knowsBackups, try await driver.state(id, attempt).1.isActive {
            try await endCopying()
            for note in try await driver.checkpoints(of: id, connection, attempt).own where try await !isWanted(note) {
                try await driver.drop(note, of: id, connection, attempt)
            }
        }
        try await driver.remove(uid, from: pool.name, connection, attempt)
    }

    /// Whether a checkpoint's backup is still there for a next one to lie above.
    private func isWanted(_ note: CheckpointNote) async throws(DriverError) -> Bool {
        try await translating(attempt, id.text) { () throws(LibvirtError) in
            do throws(LibvirtError) {
                return try await connection.volume(BackupShelf.ready(note.backup), in: note.pool) != nil
            } catch {
                if error.code == .noStoragePool { return false }
                // A pool that is not started, or cannot be reached right now, may have it.
                if error.code == .operationInvalid { return true }
                throw error
            }
        }
    }

    /// Gives up what QEMU copies for this backup, and waits for the end of that.
    private func endCopying() async throws(DriverError) {
        let hasEnded = try await driver.until(id, by: .now + .seconds(30)) { () async throws(DriverError) in
            let running: XMLElement?
            do throws(LibvirtError) {
                running = try await connection.backup(of: .name(id.text))
            } catch {
                // A library that does not know of backups has begun none; a machine that ended meanwhile copies nothing.
                if case .functionMissing = error { return true }
                guard error.code == .noDomain || error.code == .operationInvalid || error.code == .noSupport else {
                    throw DriverError(error, attempt, id.text)
                }
                return true
            }
            guard let running else { return true }
            let targets = (running["disks"]?.children("disk") ?? []).compactMap { $0["target"]?[attribute: "file"] }
            guard targets.contains(where: { $0.hasPrefix("\(pool.path)/\(BackupShelf.stem(uid))") }) else {
                throw .failed(.init(attempt, id.text, answer: "its disks are just being copied for something else"))
            }
            do throws(LibvirtError) {
                try await connection.abortJob(of: .name(id.text))
            } catch {
                guard error.code == .operationInvalid else { throw DriverError(error, attempt, id.text) }
            }
            return false
        }
        guard hasEnded else { throw .timedOut(.init(attempt, id.text, answer: "libvirt does not give up copying its disks")) }
    }

    /// Copies the disks, and marks the backup as whole.
    func make(_ shelf: BackupShelf) async throws(DriverError) {
        let card = DomainCard(document)
        let disks = card.ownDisks
        guard !disks.isEmpty else {
            throw .refused(.init(attempt, id.text, answer: "it has no disk of its own that could be kept"))
        }
        var record = BackupRecord()
        (record.uid, record.name) = (uid, order.name.description)
        (record.machine, record.instance) = (card.uuid, card.note?.instance ?? "")
        record.definition = document.xml
        record.isEncrypted = !card.encryptedDisks.isEmpty
        record.takenAt = Int(Timestamp.now().microseconds)
        for disk in disks {
            let size = try await translating(attempt, id.text) { () throws(LibvirtError) in
                try await connection.diskSize(disk.target, of: .name(id.text))
            }
            record.disks.append(.init(target: disk.target, size: Int(size)))
        }
        let names = disks.indices.map { BackupShelf.disk(uid, $0) }
        let isActive = try await driver.state(id, attempt).1.isActive
        if isActive, !record.isEncrypted {
            record.earlier = try await push(disks, names, record, shelf) ?? UID("")
        } else {
            try await copy(disks, names, isEncrypted: record.isEncrypted)
        }
        try await write(record)
    }

    /// A whole copy. One of encrypted disks is encrypted, by a key of its own: the machine's goes with the machine.
    private func copy(_ disks: [DomainCard.Disk], _ names: [String], isEncrypted: Bool) async throws(DriverError) {
        var key: DiskKey?
        if isEncrypted {
            try driver.requireKey(.luks, for: disks.count, of: disks.count, attempt, id.text)
            let new = DiskKey(uid)
            try await driver.keep(
                new, of: "\(pool.path)/\(names[0])", whose: "the backup \(order.name)", connection, attempt, id.text)
            key = new
        }
        _ = try await driver.copyDisks(disks, of: id, at: nil, to: names, in: pool, key, connection, attempt)
    }

    /// Has QEMU copy the disks: what changed since the latest backup that is here, all of them where that is not known, and without a checkpoint where disks cannot
    /// hold one (qcow2 of QEMU before 1.1, raw).
    /// - Returns: the backup that it lies above; nil for one that is complete in itself.
    private func push(
        _ disks: [DomainCard.Disk], _ names: [String], _ record: BackupRecord, _ shelf: BackupShelf
    ) async throws(DriverError) -> UID? {
        var copy = PushedCopy(disks: disks, names: names, pool: pool)
        copy.checkpoint = CheckpointNote(backup: uid, name: order.name.description, pool: pool.name)
        if let base = try await base(for: record, shelf) {
            copy.earlier = base.copy
            guard let refusal = try await begin(copy) else {
                try await driver.awaitBackup(of: id, connection, attempt)
                return base.uid
            }
            if [.checkpointInconsistent, .noDomainCheckpoint].contains(refusal.code) {
                // QEMU crashed, or the disk is another one: what changed is not known, and no other of the notes holds either.
                for note in try await driver.checkpoints(of: id, connection, attempt).own {
                    try await driver.drop(note, of: id, connection, attempt)
                }
            }
            try await driver.remove(uid, from: pool.name, connection, attempt)
            copy.earlier = nil
        }
        if try await begin(copy) != nil {
            copy.checkpoint = nil
            let last = copy
            try await translating(attempt, id.text) { () throws(LibvirtError) in
                _ = try await driver.begin(last, of: id, DomainCard(document).disks, connection)
            }
        }
        try await driver.awaitBackup(of: id, connection, attempt)
        return nil
    }

    /// - Returns: why libvirt or QEMU said no to it as it is; nil where it began.
    private func begin(_ copy: PushedCopy) async throws(DriverError) -> LibvirtError? {
        do throws(LibvirtError) {
            _ = try await driver.begin(copy, of: id, DomainCard(document).disks, connection)
            return nil
        } catch {
            guard error.code != nil, !error.isDisconnection, error.code != .noDomain else { throw DriverError(error, attempt, id.text) }
            return error
        }
    }

    /// The latest backup in the pool whose moment the machine has a checkpoint of; nil where there is none, or a further one above it would be too many.
    private func base(for record: BackupRecord, _ shelf: BackupShelf) async throws(DriverError) -> Base? {
        let notes = try await driver.checkpoints(of: id, connection, attempt).own
        guard let latest = notes.last(where: { $0.pool == pool.name && shelf.isWhole($0.backup) })?.backup,
            let chain = shelf.chain(latest), chain.count < BackupShelf.tallest,
            let earlier = try await driver.record(of: latest, in: pool.name, connection, attempt),
            earlier.disks.map(\.target) == record.disks.map(\.target), zip(earlier.disks, record.disks).allSatisfy({ $0.size <= $1.size })
        else { return nil }
        // First the mark, then another look: whoever removes the earlier one does it in the other order.
        let mark = BackupShelf.above(uid, latest)
        return try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await connection.remakeVolume(VolumeDocument.of(mark, format: "raw", size: 512), named: mark, in: pool.name)
            guard try await connection.volume(BackupShelf.ready(latest), in: pool.name) != nil else {
                try await connection.deleteVolume(mark, in: pool.name)
                return nil
            }
            var paths: [String] = []
            for number in record.disks.indices {
                guard let volume = try await connection.volume(BackupShelf.disk(latest, number), in: pool.name) else {
                    try await connection.deleteVolume(mark, in: pool.name)
                    return nil
                }
                paths.append(volume.path)
            }
            return Base(uid: latest, copy: .init(checkpoint: latest.text, paths: paths))
        }
    }

    private func write(_ record: BackupRecord) async throws(DriverError) {
        let (bytes, name) = (record.bytes, BackupShelf.record(uid))
        do {
            let document = VolumeDocument.of(name, format: "raw", size: Int64(bytes.count))
            try await connection.remakeVolume(document, named: name, in: pool.name)
            var rest: [UInt8]? = bytes
            try await connection.upload(to: name, in: pool.name, length: Int64(bytes.count)) {
                defer { rest = nil }
                return rest
            }
            let ready = BackupShelf.ready(uid)
            try await connection.remakeVolume(VolumeDocument.of(ready, format: "raw", size: 512), named: ready, in: pool.name)
        } catch let error as LibvirtError {
            throw DriverError(error, attempt, id.text)
        } catch {
            throw .cancelled
        }
    }
}
