import LXD
import StrataAPI
import StrataDriverKit

/// What the kind of an instance's storage pool keeps from it.
extension LXDDriver {
    /// Refuses what a snapshot with memory could be taken of, and not gone back to: of a virtual machine on LVM or Ceph, LXD 5.0 goes back to the volume of the
    /// disk, and not to that beside it which has the memory (`RestoreVolume` of its drivers).
    func checkComesBack(_ record: InstanceRecord, _ attempt: String) async throws(DriverError) {
        try checkKeepsMemory(record, .memory, attempt)
        guard let pool = try await pool(of: record, attempt), let name = ["lvm": "LVM", "ceph": "Ceph"][pool.kind] else { return }
        throw .refused(
            .init(
                attempt, record.name,
                answer: "it is on the pool \(pool.name.printable(limit: 80)) of \(name), where the daemon does not go back to memory",
                hint: "Take the snapshot without memory, or have the machine on a pool of kind dir or zfs"))
    }

    /// Refuses what the daemon would refuse once the instance is off for it: on ZFS, which rolls back, it goes past a later snapshot only where it may remove that.
    func checkGoesBack(
        _ record: InstanceRecord, to moment: ObservedSnapshot, of all: [ObservedSnapshot], _ attempt: String
    ) async throws(DriverError) {
        guard let index = all.firstIndex(of: moment) else { return }
        let later = all[(index + 1)...].map(\.id.text)
        guard !later.isEmpty, let pool = try await pool(of: record, attempt), pool.kind == "zfs", !pool.removesSnapshots else { return }
        let kind = record.isVirtualMachine ? "virtual-machine" : "container"
        let volume = "/1.0/storage-pools/\(LXDTarget.encoded(pool.name))/volumes/\(kind)/\(LXDTarget.encoded(record.name))"
        let own = try await ask(attempt, record.name) { try await $0.send(.get, volume).metadata[path: ["config", StoragePool.removal]] }
        guard own?.string != "true" else { return }
        throw .refused(
            .init(
                attempt, record.name,
                answer: "on the pool \(pool.name.printable(limit: 80)) of ZFS it goes back to its newest snapshot only, and has "
                    + later.prefix(3).map { $0.printable(limit: 80) }.joined(separator: ", ") + (later.count > 3 ? ", …" : "") + " since",
                hint: "Remove later snapshots first, or have the daemon do it: "
                    + "\(facts.client) storage volume set \(pool.name.printable(limit: 80)) \(kind)/\(record.name) \(StoragePool.removal)=true"
            ))
    }

    /// The pool that an instance's root disk is in; nil where it says none.
    private func pool(of record: InstanceRecord, _ attempt: String) async throws(DriverError) -> StoragePool? {
        guard let name = record.rootDisk?.settings["pool"] else { return nil }
        return StoragePool(
            try await ask(attempt, record.name) { try await $0.send(.get, "/1.0/storage-pools/\(LXDTarget.encoded(name))").metadata })
    }
}

/// A storage pool of the daemon's.
struct StoragePool: Sendable {
    /// The key of a volume's configuration by which a way back on ZFS may remove later snapshots; with `volume.` before it that of a pool's new volumes, and of
    /// those that say nothing.
    static let removal = "zfs.remove_snapshots"

    var name: String
    /// `dir`, `btrfs`, `lvm`, `zfs`, `ceph`, ….
    var kind: String
    var removesSnapshots: Bool

    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        kind = json["driver"]?.string ?? ""
        removesSnapshots = json[path: ["config", "volume.\(Self.removal)"]]?.string == "true"
    }
}
