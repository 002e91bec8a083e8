import Libvirt
public import StrataAPI
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver {
    /// See ``Driver/delete(_:owner:)``. A running machine is stopped hard first; memory, snapshots and variables that libvirt kept go with it. Disks of a machine that
    /// was taken in, and not made by Strata, stay.
    public func delete(_ id: NativeID, owner: UID) async throws(DriverError) {
        let attempt = "delete"
        try Workshop.enter(owner: owner, attempt, id.text)
        defer { Workshop.leave(owner) }
        let found: (LibvirtConnection, XMLElement)?
        do throws(DriverError) {
            found = try await existing(id, attempt)
        } catch .notFound {
            found = nil
        }
        if let (connection, document) = found {
            let card = DomainCard(document)
            guard card.owner == owner else { throw .notOwned(.init(attempt, id.text, answer: card.belonging)) }
            // The disks of one that was taken in stay, and should not go on noting what nobody asks for. One that does not start keeps the notes.
            if card.uuid != owner.text { try? await dropCheckpoints(of: id, connection, attempt) }
            try await end(id, connection, attempt)
            do throws(LibvirtError) {
                try await connection.undefine(.uuid(card.uuid))
            } catch {
                // One that nothing kept went with its end.
                guard error.code == .noDomain else { throw DriverError(error, attempt, id.text) }
            }
            await site.forget(card.uuid)
            await release(card.note?.cards ?? [], connection)
            await removeLog(card)
        }
        try await removeVolumes(of: owner, attempt, unlessDefined: false)
    }

    /// Removes what the serial line of a machine showed, where the pool's directory is within reach.
    func removeLog(_ card: DomainCard) async {
        guard !card.log.isEmpty, card.owner?.text == card.uuid, PlainPath.accepts(card.log, limit: 1024), isReachable else { return }
        // What cannot be removed is overwritten by the next machine of that name, or stays.
        try? await machine.remove(card.log)
    }

    /// Removes the volumes that were made for an instance.
    func removeVolumes(of uid: UID, _ attempt: String, unlessDefined: Bool) async throws(DriverError) {
        guard !facts.isSimulator, facts.canCreate else { return }
        let connection = try await site.connection(attempt, uid.text)
        if unlessDefined, try await find(uid, connection, attempt) != nil { return }
        let pool = options.pool
        try await translating(attempt, uid.text) { () throws(LibvirtError) in
            do throws(LibvirtError) {
                let note = MachineVolumes.making(uid, at: facts.hostUUID)
                for volume in try await connection.volumes(in: pool)
                where MachineVolumes.isVolume(volume.name, of: uid) && volume.name != note {
                    try await connection.deleteVolume(volume.name, in: pool)
                }
                try await removeKey(DiskKey(uid), connection)
                try await connection.deleteVolume(note, in: pool)
            } catch {
                // Without a pool there is nothing in it; one that is not started is not started for this.
                guard error.code == .noStoragePool || error.code == .operationInvalid else { throw error }
            }
        }
    }

    /// Removes what calls that were killed left: volumes of machines that were being made and have no domain, and copies on their way out. What cannot be removed
    /// now is found the next time.
    func removeLeftovers() async {
        guard !facts.isSimulator, facts.canCreate, let connection = try? await site.connection("connect to", options.uri),
            let domains = try? await connection.domains(), let volumes = try? await connection.volumes(in: options.pool)
        else { return }
        let known = Set(domains.map(\.uuid))
        for volume in volumes {
            if let uid = MachineVolumes.isMaking(volume.name, at: facts.hostUUID), !Workshop.isInUse(uid), await isOld(volume.path) {
                let left = known.contains(uid.text) ? [volume] : volumes.filter { MachineVolumes.isVolume($0.name, of: uid) }
                // The note last.
                for one in left where one != volume { try? await connection.deleteVolume(one.name, in: options.pool) }
                if !known.contains(uid.text) { try? await removeKey(DiskKey(uid), connection) }
                try? await connection.deleteVolume(volume.name, in: options.pool)
            }
            if let uid = MachineVolumes.isPassing(volume.name), !Workshop.isInUse(uid), await isOld(volume.path) {
                try? await connection.deleteVolume(volume.name, in: options.pool)
            }
        }
        await removeHalfBackups(volumes, connection)
    }

    /// Removes backups that were begun and are neither whole nor of use to another one.
    private func removeHalfBackups(_ volumes: [StorageVolume], _ connection: LibvirtConnection) async {
        let shelf = BackupShelf(volumes.lazy.map(\.name))
        for (uid, entry) in shelf.entries where !entry.isReady && !shelf.isNeeded(uid) && !Workshop.isInUse(uid) {
            var isLeft = true
            for volume in volumes where isLeft && volume.name.hasPrefix(BackupShelf.stem(uid)) { isLeft = await isOld(volume.path) }
            if isLeft { try? await remove(uid, from: options.pool, connection, "connect to") }
        }
    }

    /// Whether nothing was written to a file for an hour: another server may be making a machine of it. What is out of reach is not known to be.
    private func isOld(_ path: String) async -> Bool {
        guard isReachable, PlainPath.accepts(path, limit: 1024) else { return false }
        let output = try? await machine.run(Command(executable: "find", arguments: [path, "-maxdepth", "0", "-mmin", "+60"]))
        return output.map { $0.succeeded && !$0.text.isEmpty } ?? false
    }

    /// Whether files of the hypervisor's host are within reach: the URI says that it is the site's machine.
    var isReachable: Bool {
        let scheme = options.uri.prefix { $0 != ":" }
        return !scheme.contains("+") || scheme.hasSuffix("+unix")
    }
}
