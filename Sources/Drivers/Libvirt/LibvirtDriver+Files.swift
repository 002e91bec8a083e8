import Libvirt
import StrataAPI
import StrataCloudInit
import StrataDriverKit

extension LibvirtDriver {
    /// Makes what a machine consists of.
    func files(for plan: MachinePlan, _ image: StoredImage, _ connection: LibvirtConnection) async throws(DriverError) -> MachinePlan.Files
    {
        let (attempt, name) = ("create", plan.note.instance)
        var files = MachinePlan.Files()
        guard !facts.isSimulator else { return files }
        let pool = try await pool(connection, attempt)
        let images = ImageVolumes(connection: connection, pool: pool.name, workDirectory: "\(stateDirectory)/libvirt-work")
        let paths = try await images.place(image, for: name)
        let disk = plan.diskVolume()
        let size = plan.note.disk ?? MachinePlan.standardDisk(plan.boot)
        var below: (String, String)?
        switch plan.boot {
        case .kernel: (files.kernel, files.initrd) = (paths[0], paths[1])
        case .cdrom: files.cdrom = paths[0]
        case .disk: below = (paths[0], image.form == .qcow2 ? "qcow2" : "raw")
        }
        let capacity = plan.boot == .disk ? try await capacity(of: plan, at: paths[0], size, connection) : size
        files.key = try await key(for: plan, pool, connection, attempt)
        let key = files.key
        let path = try await translating(attempt, name) { () throws(LibvirtError) in
            try await withKeyWork { () throws(LibvirtError) in
                try await connection.remakeVolume(
                    VolumeDocument.of(disk, format: "qcow2", size: capacity, below: below, key: key), named: disk, in: pool.name
                ).path
            }
        }
        files.disks = [path]
        try await complete(&files, for: plan, pool, connection, attempt)
        return files
    }

    /// Makes what a machine has beside its own disks.
    func complete(
        _ files: inout MachinePlan.Files, for plan: MachinePlan, _ pool: StoragePool, _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) {
        if plan.hasSeed { files.seed = try await placeSeed(plan.seed, of: plan.note.uid, connection, attempt, plan.note.instance) }
        if pool.type == "dir" { files.log = pool.path }
        files.volumes = try await self.paths(of: plan.note.volumes, attempt, plan.note.instance)
    }

    /// Writes the disk that tells cloud-init in the guest what it should be. One that is there is made anew; a guest that runs has the old one until its next
    /// start.
    func placeSeed(
        _ seed: CloudInitSeed, of uid: UID, _ connection: LibvirtConnection, _ attempt: String, _ object: String
    ) async throws(DriverError) -> String {
        let (name, bytes, pool) = (SeedDisk.volume(uid), seed.disk, options.pool)
        do {
            let document = VolumeDocument.of(name, format: "raw", size: Int64(bytes.count))
            let path = try await connection.remakeVolume(document, named: name, in: pool).path
            var rest: [UInt8]? = bytes
            try await connection.upload(to: name, in: pool, length: Int64(bytes.count)) {
                defer { rest = nil }
                return rest
            }
            return path
        } catch let error as LibvirtError {
            throw DriverError(error, attempt, object)
        } catch {
            throw .cancelled
        }
    }

    /// Notes in the pool that a machine is being made: what lies there for it is a leftover as long as it has no domain. Volumes without such a note never
    /// are, since a pool may be others' too.
    func begin(_ uid: UID, _ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) {
        guard !facts.isSimulator else { return }
        let pool = try await pool(connection, attempt).name
        do throws(LibvirtError) {
            try await connection.makeVolume(
                VolumeDocument.of(MachineVolumes.making(uid, at: facts.hostUUID), format: "raw", size: 512), in: pool)
        } catch {
            guard error.code == .storageVolumeExists else { throw DriverError(error, attempt, uid.text) }
        }
    }

    /// The machine is there. A note that cannot be removed is found by the next connection.
    func end(_ uid: UID, _ connection: LibvirtConnection) async {
        guard !facts.isSimulator else { return }
        try? await connection.deleteVolume(MachineVolumes.making(uid, at: facts.hostUUID), in: options.pool)
    }

    /// The size of a disk above an image's, which must not be less.
    private func capacity(
        of plan: MachinePlan, at path: String, _ size: Int64?, _ connection: LibvirtConnection
    ) async throws(DriverError) -> Int64? {
        // What was uploaded is known to libvirt by its content only once the pool was read anew.
        let pool = options.pool
        let base = try await translating("create", plan.note.instance) { () throws(LibvirtError) in
            try await connection.refresh(pool: pool)
            return try await connection.volumes(in: pool).first { $0.path == path }
        }
        guard let base else { return size }
        guard let size, size < base.capacity else { return size ?? base.capacity }
        throw .refused(
            .init(
                "create", plan.note.instance,
                answer: "spec.disk is \(Quantity(bytes: size).text), and the image has \(Quantity(bytes: base.capacity).text)",
                hint: "Set spec.disk to at least that, or leave it out"))
    }

    /// The pool that machines lie in, made where it is missing.
    func pool(_ connection: LibvirtConnection, _ attempt: String) async throws(DriverError) -> StoragePool {
        let directory = options.path.isEmpty ? "\(stateDirectory)/libvirt" : options.path
        let name = options.pool
        let pool = try await translating(attempt, "the pool \(name)") { () throws(LibvirtError) in
            if let pool = try await connection.pool(name), pool.isActive { return StoragePool?.some(pool) }
            try await connection.makePool(name, directory: directory)
            return try await connection.pool(name)
        }
        guard let pool else { throw .failed(.init(attempt, "the pool \(name)", answer: "it is gone again")) }
        return pool
    }
}
