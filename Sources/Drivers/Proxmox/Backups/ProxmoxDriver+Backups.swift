import HTTPS
import Proxmox
public import StrataAPI
public import StrataDriverKit

extension ProxmoxDriver: BackupKeeping {
    /// A node makes one backup at a time, and lets the others wait in line.
    private static let patience = Duration.seconds(12 * 3600)

    /// See ``BackupKeeping/backUp(_:_:)``. An archive by vzdump, in its mode `snapshot`, whose notes hold the UID.
    public func backUp(_ id: NativeID, _ order: BackupOrder) async throws(DriverError) -> KeptBackup {
        let attempt = "back up"
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, id.text, answer: "the backup's UID is no UUID: \(order.uid.text.printable(limit: 80))"))
        }
        let guest = try await existing(id, attempt)
        try await settleBackups(of: guest.id, on: [guest.node], within: Self.patience, attempt)
        let shelf = BackupShelf(driver: self, attempt: attempt, object: id.text)
        if let found = try await shelf.find(order.uid, of: guest.id, isSure: false) { return found.kept }
        let storage = try await shelf.storage(order.storage, on: guest.node)
        let before = Set(try await shelf.list(of: guest.id.number, in: storage, on: guest.node).map(\.volume.id))
        let parameters: Parameters = [
            "vmid": "\(guest.id.number)", "storage": storage, "mode": "snapshot", "compress": "zstd", "remove": "0",
            "notes-template": BackupNote.text(order),
        ]
        do throws(DriverError) {
            try await dump(guest, parameters, attempt)
        } catch {
            if case .cancelled = error { await takeBack(order.uid, shelf, guest) }
            throw error
        }
        let made = try await shelf.list(of: guest.id.number, in: storage, on: guest.node)
        if let own = made.first(where: { $0.owner == order.uid }) { return own.kept }
        return try await mark(made.filter { $0.owner == nil && !before.contains($0.volume.id) }, order, attempt, id).kept
    }

    /// Has the node make an archive, and tells why it made none: the task itself says only that there were errors.
    private func dump(_ guest: GuestRecord, _ parameters: Parameters, _ attempt: String) async throws(DriverError) {
        do throws(ProxmoxError) {
            try await client.perform(.post, ["nodes", guest.node, "vzdump"], parameters, within: Self.patience)
        } catch {
            guard case .failed(let task, "job errors") = error else { throw DriverError(error, attempt, guest.id.description) }
            let lines = try await ask(attempt, guest.id.description) { client throws(ProxmoxError) in
                try await client.get(["nodes", task.node, "tasks", task.text, "log"], ["limit": "500"])
            }
            let said = (lines.array ?? []).compactMap { $0["t"]?.string }.last { $0.hasPrefix("ERROR:") && !$0.hasSuffix("job errors") }
            let reason = said.map { String($0.dropFirst("ERROR:".count).drop { $0 == " " }.prefix(500)) } ?? "job errors"
            throw DriverError(.failed(task: task, reason: reason), attempt, guest.id.description)
        }
    }

    /// Gives notes to the one archive that came without: the server only warns where it cannot write them.
    private func mark(
        _ unmarked: [ListedBackup], _ order: BackupOrder, _ attempt: String, _ id: NativeID
    ) async throws(DriverError) -> ListedBackup {
        guard let own = unmarked.first, unmarked.count == 1 else {
            throw .failed(
                .init(
                    attempt, id.text,
                    answer: unmarked.isEmpty
                        ? "the task ended, but no archive is there that carries the backup's UID; the guest may have been moved meanwhile"
                        : "several archives came at once, and none carries the backup's UID",
                    hint: "pvesm list STORAGE --content backup --vmid N shows the archives of a guest"))
        }
        try await ask(attempt, own.volume.id) { client throws(ProxmoxError) in
            _ = try await client.send(
                .put, ["nodes", own.node, "storage", own.volume.storage, "content", own.volume.id], ["notes": BackupNote.text(order)])
        }
        return own
    }

    /// Removes what was whole just when the call was given up. What cannot be reached now is found by who removes the Backup.
    private func takeBack(_ owner: UID, _ shelf: BackupShelf, _ guest: GuestRecord) async {
        await Task {
            guard let found = try? await shelf.find(owner, of: guest.id, isSure: false) else { return }
            try? await deleteBackup(BackupID(found.volume.id), owner: owner)
        }.value
    }

    /// See ``BackupKeeping/findBackup(of:owner:)``. A task of a call that was killed goes on in the cluster, and is waited for.
    public func findBackup(of machine: NativeID, owner: UID) async throws(DriverError) -> KeptBackup? {
        let attempt = "look for a backup of"
        guard let guest = GuestID(machine) else { return nil }
        try await settleBackups(of: guest, on: try await onlineNodes(attempt, machine.text), within: .seconds(540), attempt)
        return try await BackupShelf(driver: self, attempt: attempt, object: machine.text).find(owner, of: guest, isSure: true)?.kept
    }

    /// Waits for tasks that make backups of one guest, and does nothing to them: they may be somebody else's.
    private func settleBackups(
        of guest: GuestID, on nodes: [String], within limit: Duration, _ attempt: String
    ) async throws(DriverError) {
        for node in nodes {
            let answer = try await ask(attempt, guest.description) { client throws(ProxmoxError) in
                try await client.get(["nodes", node, "tasks"], ["source": "active", "vmid": "\(guest.number)", "typefilter": "vzdump"])
            }
            for task in (answer.array ?? []).filter({ $0["endtime"] == nil }).compactMap({ $0["upid"]?.string.flatMap(UPID.init) }) {
                do throws(ProxmoxError) { try await client.wait(for: task, within: limit, isOwn: false) } catch {
                    // How it ended is seen in what is there afterwards.
                    if case .failed = error { continue }
                    throw DriverError(error, attempt, guest.description)
                }
            }
        }
    }

    /// See ``BackupKeeping/restore(_:from:)``. Hardware addresses are new, and what the archive has beyond the order stays.
    public func restore(_ order: Order, from backup: BackupID) async throws(DriverError) -> NativeID {
        let attempt = "restore"
        guard case .volume(let volume) = try OwnImageName(backup.text, attempt), volume.isBackup else {
            throw .notFound(.init(attempt, backup.text, answer: "that is no backup's name"))
        }
        guard Self.kind(of: order.type) == volume.kind else {
            throw .refused(
                .init(
                    attempt, order.name.name,
                    answer: "the backup is of a \(volume.kind == .qemu ? "virtual machine" : "container"), no \(order.type.rawValue)"))
        }
        var order = order
        (order.image, order.nativeImage) = (nil, volume.id)
        return try await create(order, attempt)
    }

    /// See ``BackupKeeping/deleteBackup(_:owner:)``. One that somebody has protected stays, and the server says so.
    public func deleteBackup(_ backup: BackupID, owner: UID) async throws(DriverError) {
        let attempt = "remove the backup"
        guard case .volume(let volume) = try OwnImageName(backup.text, attempt), volume.isBackup else {
            throw .notFound(.init(attempt, backup.text, answer: "that is no backup's name"))
        }
        guard let found = try await BackupShelf(driver: self, attempt: attempt, object: volume.id).look(for: volume) else { return }
        guard found.owner == owner else {
            throw .notOwned(.init(attempt, volume.id, answer: "its notes do not say that it is this Backup's"))
        }
        try await ask(attempt, volume.id) { client throws(ProxmoxError) in
            try await client.perform(
                .delete, ["nodes", found.node, "storage", volume.storage, "content", volume.id], within: .seconds(540))
        }
    }
}
