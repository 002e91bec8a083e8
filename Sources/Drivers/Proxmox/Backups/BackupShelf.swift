import HTTPS
import Proxmox
import StrataAPI
import StrataDriverKit

/// Where the cluster keeps backups, and what is there.
struct BackupShelf: Sendable {
    let driver: ProxmoxDriver
    let attempt: String
    let object: String

    /// A storage as one node sees it.
    private struct Place: Sendable {
        var node: String
        var storage: String
        var isShared: Bool
        var isThere: Bool
    }

    /// The storage that a guest's backup is put into: the one that was asked for, the Site's, or the first of its node that takes any.
    func storage(_ wanted: String, on node: String) async throws(DriverError) -> String {
        let found = try await driver.storages(of: "backup", on: node, attempt, object)
        let wanted = wanted.isEmpty ? driver.options.backupStorage : wanted
        if !wanted.isEmpty, found.contains(wanted) { return wanted }
        guard wanted.isEmpty, let first = found.first else {
            throw .refused(
                .init(
                    attempt, object,
                    answer: wanted.isEmpty
                        ? "no storage of the node \(node) takes backups"
                        : "the storage \(wanted.printable(limit: 80)) of the node \(node) does not take backups, or is not there",
                    hint: "pvesm status --content backup shows those that do; pvesm set STORAGE --content backup,… lets one"))
        }
        return first
    }

    /// The backup of a guest that carries a UID, in any storage; nil where there is none. One request for the places, and one for each.
    ///
    /// - Parameter isSure: whether it is an error that a place cannot be looked at, where it could be.
    func find(_ owner: UID, of guest: GuestID, isSure: Bool) async throws(DriverError) -> ListedBackup? {
        var unseen: Place?
        for place in try await places() {
            guard place.isThere else {
                unseen = place
                continue
            }
            if let found = try await list(of: guest.number, in: place.storage, on: place.node).first(where: { $0.owner == owner }) {
                return found
            }
        }
        guard let unseen, isSure else { return nil }
        throw unreachable(unseen)
    }

    /// A backup by its volume; nil where it is gone.
    ///
    /// - Throws: ``DriverError/unreachable(_:)`` where a node is away that could have it, ``DriverError/refused(_:)`` where this user may not see it.
    func look(for volume: OwnImageName.Volume) async throws(DriverError) -> ListedBackup? {
        let places = try await places().filter { $0.storage == volume.storage }
        guard !places.isEmpty else {
            throw .notFound(
                .init(
                    attempt, volume.id, answer: "the cluster has no storage \(volume.storage) for backups, or does not show it to this user"
                ))
        }
        for place in places where place.isThere {
            if let found = try await list(of: volume.guest, in: place.storage, on: place.node).first(where: { $0.volume == volume }) {
                return found
            }
            if let hidden = try await unlisted(volume, on: place.node) { return hidden }
        }
        if let away = places.first(where: { !$0.isThere }) { throw unreachable(away) }
        return nil
    }

    private func unreachable(_ place: Place) -> DriverError {
        .unreachable(.init(attempt, object, answer: "the storage \(place.storage) of \(place.node) is not online, and could have it"))
    }

    /// Lists leave out what a user may not touch; who asks for one by its name is told so.
    private func unlisted(_ volume: OwnImageName.Volume, on node: String) async throws(DriverError) -> ListedBackup? {
        do throws(ProxmoxError) {
            var json = try await driver.client.get(["nodes", node, "storage", volume.storage, "content", volume.id])
            json["volid"] = .string(volume.id)
            return ListedBackup(json, on: node)
        } catch {
            if case .refused(_, 403, let reason, _) = error {
                throw .refused(
                    .init(
                        attempt, volume.id, answer: reason.isEmpty ? "this user may not see it" : reason,
                        hint: "The user needs Datastore.Allocate on the storage to reach backups of guests that are gone: pveum acl modify")
                )
            }
            // There is none: the server has no status of its own for that.
            guard case .refused(_, 500, _, _) = error else { throw DriverError(error, attempt, volume.id) }
            return nil
        }
    }

    /// The archives of a guest in a storage, of all guests where there is no number.
    func list(of number: Int?, in storage: String, on node: String) async throws(DriverError) -> [ListedBackup] {
        var query: Parameters = ["content": "backup"]
        if let number { query["vmid"] = "\(number)" }
        let complete = query
        let answer = try await driver.ask(attempt, object) { client throws(ProxmoxError) in
            try await client.get(["nodes", node, "storage", storage, "content"], complete)
        }
        return (answer.array ?? []).compactMap { ListedBackup($0, on: node) }
    }

    /// Where there can be backups: of what all nodes share, one node that is there; of what each has by itself, all of them.
    private func places() async throws(DriverError) -> [Place] {
        let answer = try await driver.ask(attempt, object) { client throws(ProxmoxError) in
            try await client.get(["cluster", "resources"], ["type": "storage"])
        }
        let all = (answer.array ?? []).compactMap { json -> Place? in
            guard ProxmoxDriver.takesBackups(json), let node = json["node"]?.string, let storage = json["storage"]?.lenientText else {
                return nil
            }
            return Place(
                node: node, storage: storage, isShared: json["shared"]?.isTruthy ?? false, isThere: json["status"]?.string == "available")
        }
        var shared: [String: Place] = [:]
        for place in all where place.isShared && shared[place.storage]?.isThere != true { shared[place.storage] = place }
        return all.filter { !$0.isShared } + shared.values.sorted { $0.storage < $1.storage }
    }
}

extension ProxmoxDriver {
    /// Whether an entry of `cluster/resources` is a storage for backups.
    static func takesBackups(_ storage: JSONValue) -> Bool {
        (storage["content"]?.string ?? "").split(separator: ",").contains("backup")
    }
}

extension OwnImageName.Volume {
    /// The number of the guest that an archive is of, as its name says: `vzdump-qemu-100-…`, `vm/100/…`; nil where it does not.
    var guest: Int? {
        if file.hasPrefix("vzdump-") {
            let parts = file.split(separator: "-")
            return parts.count > 2 ? Int(parts[2]).flatMap { $0 >= 100 ? $0 : nil } : nil
        }
        let parts = file.split(separator: "/")
        return parts.count > 1 ? Int(parts[1]).flatMap { $0 >= 100 ? $0 : nil } : nil
    }
}
