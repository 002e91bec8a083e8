import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// Copies what a backup holds for a machine that is made of it, and makes what else that has.
    ///
    /// - Parameters:
    ///   - document: the machine's definition when it was backed up.
    ///   - image: with whose kernel a machine starts that starts from one; nil for the one that it had.
    func files(
        for plan: MachinePlan, of record: BackupRecord, _ backup: UID, in source: String, _ document: XMLElement, _ image: StoredImage?,
        _ connection: LibvirtConnection, _ attempt: String
    ) async throws(DriverError) -> MachinePlan.Files {
        var files = MachinePlan.Files()
        let object = plan.note.instance
        let pool = try await pool(connection, attempt)
        try requireKey(plan.options.encryption, for: record.isEncrypted ? record.disks.count : 0, of: record.disks.count, attempt, object)
        let shelf = try await shelf(source, connection, attempt)
        guard shelf.isWhole(backup) else {
            throw .failed(.init(attempt, object, answer: "volumes of the backup are missing in the pool \(source)"))
        }
        files.key = try await key(for: plan, pool, connection, attempt)
        for (number, disk) in record.disks.enumerated() {
            let (name, key) = (plan.diskVolume(number), files.key)
            let document = VolumeDocument.of(name, format: "qcow2", size: Int64(disk.size), key: key)
            let path = try await translating(attempt, object) { () throws(LibvirtError) in
                guard let volume = try await connection.volume(BackupShelf.disk(backup, number), in: source) else {
                    throw LibvirtError.malformed("the backup lacks its disk \(number)")
                }
                try await connection.deleteVolume(name, in: pool.name)
                return try await withKeyWork { () throws(LibvirtError) in
                    try await connection.makeVolume(document, in: pool.name, copying: volume.path).path
                }
            }
            files.disks.append(path)
        }
        try await fit(plan.diskVolume(), to: plan.note.disk, in: pool, connection, attempt, object)
        try await findParts(&files, document, image, pool, connection, attempt, object)
        try await complete(&files, for: plan, pool, connection, attempt)
        return files
    }

    /// Lets the copy of a disk grow to what an instance wishes.
    func fit(
        _ name: String, to size: Int64?, in pool: StoragePool, _ connection: LibvirtConnection, _ attempt: String, _ object: String
    ) async throws(DriverError) {
        guard let size else { return }
        let has = try await translating(attempt, object) { () throws(LibvirtError) in
            try await connection.refresh(pool: pool.name)
            return try await connection.volume(name, in: pool.name)?.capacity ?? 0
        }
        guard size >= has else {
            throw .refused(
                .init(
                    attempt, object,
                    answer: "spec.disk is \(Quantity(bytes: size).text), and its source's disk has \(Quantity(bytes: has).text)",
                    hint: "Set spec.disk to at least that, or leave it out"))
        }
        if size > has {
            try await translating(attempt, object) { () throws(LibvirtError) in
                try await connection.resizeVolume(name, in: pool.name, to: size)
            }
        }
    }

    /// Finds what a machine only reads, and no backup holds: its kernel, and its CD.
    private func findParts(
        _ files: inout MachinePlan.Files, _ document: XMLElement, _ image: StoredImage?, _ pool: StoragePool,
        _ connection: LibvirtConnection, _ attempt: String, _ object: String
    ) async throws(DriverError) {
        files.kernel = document.at("os", "kernel")?.text ?? ""
        files.initrd = document.at("os", "initrd")?.text ?? ""
        files.cdrom = DomainCard(document).disks.first { $0.device == "cdrom" }?.path ?? ""
        guard !files.kernel.isEmpty, let image, image.form == .kernel else { return }
        let images = ImageVolumes(connection: connection, pool: pool.name, workDirectory: "\(stateDirectory)/libvirt-work")
        let paths = try await images.place(image, for: object)
        (files.kernel, files.initrd) = (paths[0], paths[1])
    }
}
