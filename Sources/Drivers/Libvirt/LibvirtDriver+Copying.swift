import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// Copies disks of a machine's, as they are at one moment, to volumes of a pool that are complete in themselves.
    ///
    /// - Parameters:
    ///   - names: what the copies are called, in the order of the disks. Copies that are there are made anew.
    ///   - key: what encrypts the copies; nil for nothing.
    /// - Returns: the copies' paths.
    func copyDisks(
        _ disks: [DomainCard.Disk], of id: NativeID, at snapshot: SnapshotID?, to names: [String], in pool: StoragePool, _ key: DiskKey?,
        _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> [String] {
        guard !disks.isEmpty else { return [] }
        if let snapshot { return try await extract(snapshot, disks, of: id, to: names, pool, connection, attempt) }
        let record = try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.domain(.name(id.text)) }
        guard record?.isActive ?? false else {
            var paths: [String] = []
            for (disk, name) in zip(disks, names) {
                paths.append(try await copy(disk, of: id, to: name, pool, key, connection, attempt))
            }
            return paths
        }
        let push = PushedCopy(disks: disks, names: names, pool: pool, key: key)
        let all = DomainCard(try await existing(id, attempt).1).disks
        let paths = try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await begin(push, of: id, all, connection)
        }
        try await awaitBackup(of: id, connection, attempt)
        return paths
    }

    /// Copies the disk of a machine that is off. Nobody can start it meanwhile: QEMU's lock on the disk is held by what copies.
    private func copy(
        _ disk: DomainCard.Disk, of id: NativeID, to name: String, _ pool: StoragePool, _ key: DiskKey?, _ connection: LibvirtConnection,
        _ attempt: String
    ) async throws(DriverError) -> String {
        let size = try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await connection.diskSize(disk.target, of: .name(id.text))
        }
        do throws(LibvirtError) {
            // What was written since libvirt looked last is part of it.
            try await connection.refresh(pool: pool.name)
            let document = VolumeDocument.of(name, format: "qcow2", size: size, key: key)
            try await connection.deleteVolume(name, in: pool.name)
            return try await withKeyWork { () throws(LibvirtError) in
                try await connection.makeVolume(document, in: pool.name, copying: disk.path).path
            }
        } catch {
            guard error.code == .noStorageVolume else { throw DriverError(error, attempt, id.text) }
            throw .refused(
                .init(
                    attempt, id.text,
                    answer: "its disk \(disk.path.printable(limit: 200)) is in no pool of libvirt's, so that only QEMU can read it",
                    hint: "Start it first, or make a pool of where the disk lies: virsh pool-create-as"))
        }
    }

    /// Has QEMU begin to copy disks of a running machine, all as of one moment, while the guest writes on (libvirt, "Efficient live full disk backup").
    ///
    /// - Parameter all: the machine's disks.
    /// - Returns: the copies' paths.
    func begin(
        _ copy: PushedCopy, of id: NativeID, _ all: [DomainCard.Disk], _ connection: LibvirtConnection
    ) async throws(LibvirtError) -> [String] {
        var paths: [String] = []
        for (number, disk) in copy.disks.enumerated() {
            let size = try await connection.diskSize(disk.target, of: .name(id.text))
            let (name, document) = (copy.names[number], copy.volume(number, size: size))
            let volume = try await withKeyWork { () throws(LibvirtError) in
                try await connection.remakeVolume(document, named: name, in: copy.pool.name)
            }
            paths.append(volume.path)
        }
        try await connection.beginBackup(
            copy.definition(all, paths), checkpoint: copy.checkpointDefinition(all), of: .name(id.text))
        return paths
    }

    /// How long nothing of a copy may move.
    private static var patience: Duration { .seconds(60) }

    /// Waits for the end of a copy, and gives it up when nobody wants it any more.
    func awaitBackup(of id: NativeID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        do throws(LibvirtError) {
            var pause = Duration.milliseconds(5)
            var (last, since) = (Int64(-1), ContinuousClock.now)
            while true {
                let job = try await connection.job(of: .name(id.text))
                guard job.isUnderWay else { break }
                if job.done != last { (last, since) = (job.done, .now) }
                guard since.duration(to: .now) < Self.patience else {
                    throw .timedOut(call: "copy the disks of \(id)", after: Self.patience)
                }
                do { try await Task.sleep(for: pause) } catch { throw .cancelled }
                pause = min(pause * 2, .milliseconds(200))
            }
            let ended = try await connection.endedJob(of: .name(id.text))
            guard ended.isSuccess ?? false else {
                let why = ended.problem.isEmpty ? "QEMU gave up copying its disks" : ended.problem
                throw .malformed(why)
            }
        } catch {
            if error.code == nil {
                // A copy that nobody waits for would keep other jobs of the machine's from beginning.
                await Task { try? await connection.abortJob(of: .name(id.text)) }.value
            }
            throw DriverError(error, attempt, id.text)
        }
    }

    /// Copies what disks held at a snapshot that is kept within them. libvirt itself only goes back to it, so that QEMU's tool on the hypervisor's host does.
    private func extract(
        _ snapshot: SnapshotID, _ disks: [DomainCard.Disk], of id: NativeID, to names: [String], _ pool: StoragePool,
        _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> [String] {
        let definitions = try await translating(attempt, id.text) { () throws(LibvirtError) in
            try await connection.snapshots(of: .name(id.text))
        }
        guard let definition = definitions.first(where: { SnapshotNote.observed($0).id == snapshot }) else {
            throw .notFound(.init(attempt, id.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
        }
        func refuse(_ answer: String, _ hint: String = "") -> DriverError { .refused(.init(attempt, id.text, answer: answer, hint: hint)) }
        guard isReachable, pool.type == "dir", PlainPath.accepts(pool.path, limit: 1024) else {
            throw refuse(
                "a snapshot within a disk is read by qemu-img on the hypervisor's host, which is reached through libvirt only",
                "Connect the site with --endpoint ssh://…, or revert to the snapshot first")
        }
        let internals = Set(
            (definition["disks"]?.children("disk") ?? []).filter { $0[attribute: "snapshot"] == "internal" }.compactMap {
                $0[attribute: "name"]
            })
        var paths: [String] = []
        for (disk, name) in zip(disks, names) {
            guard internals.contains(disk.target), PlainPath.accepts(disk.path, limit: 1024) else {
                throw refuse("its disk \(disk.target.printable(limit: 20)) does not hold the snapshot within itself")
            }
            let path = "\(pool.path)/\(name)"
            // A comma would begin a further option of qemu-img's.
            let option = "snapshot.name=\(snapshot.text.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,"))"
            do throws(TransportError) {
                try await machine.check(
                    Command(
                        executable: "qemu-img",
                        arguments: ["convert", "-U", "-f", "qcow2", "-l", option, "-O", "qcow2", "--", disk.path, path],
                        deadline: .seconds(3600)))
            } catch {
                throw DriverError(error, attempt, id.text, missing: "Install it there: apt-get install -y qemu-utils", words: { $0 })
            }
            paths.append(path)
        }
        try await translating(attempt, id.text) { () throws(LibvirtError) in try await connection.refresh(pool: pool.name) }
        return paths
    }
}
