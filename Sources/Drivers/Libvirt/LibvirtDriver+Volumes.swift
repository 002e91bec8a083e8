import Libvirt
public import StrataAPI
public import StrataDriverKit
import XMLDocuments

extension LibvirtDriver: VolumeKeeping {
    /// See ``VolumeKeeping/keepVolume(_:)``. A raw volume of the pool. One that a running machine has grows with its disk; the file system on it is the guest's to enlarge.
    public func keepVolume(_ order: VolumeOrder) async throws(DriverError) -> ObservedVolume {
        let (attempt, name) = ("keep the volume", order.name.name)
        guard order.uid.isUUID else {
            throw .refused(.init(attempt, name, answer: "\(order.uid.text.printable(limit: 80)) is no UID"))
        }
        let connection = try await volumeConnection(attempt, name)
        let pool = try await pool(connection, attempt).name
        let file = VolumeDisk.file(order.uid)
        var volume = try await translating(attempt, name) { () throws(LibvirtError) in try await connection.volume(file, in: pool) }
        let isWhole = try await translating(attempt, name) { () throws(LibvirtError) in
            try await connection.volume(VolumeDisk.mark(order.uid), in: pool) != nil
        }
        if volume == nil || !isWhole {
            try await VolumeFiller(connection: connection, pool: pool, workDirectory: "\(stateDirectory)/libvirt-work").make(order, file)
            volume = try await translating(attempt, name) { () throws(LibvirtError) in try await connection.volume(file, in: pool) }
        }
        guard let volume else { throw .failed(.init(attempt, name, answer: "the volume is gone again")) }
        let holders = try await holders(of: order.uid, attempt)
        if volume.capacity > order.size {
            throw .refused(
                .init(attempt, name, answer: "it holds \(Quantity(bytes: volume.capacity).text), and a volume cannot shrink"))
        }
        let size = max(order.size, volume.capacity)
        if volume.capacity < order.size { try await grow(file, in: pool, to: order.size, holders, connection, name) }
        return ObservedVolume(
            id: NativeID(file), size: size, allocated: volume.allocation, holders: holders.map(\.owner).sorted { $0.text < $1.text })
    }

    /// See ``VolumeKeeping/removeVolume(_:)``.
    public func removeVolume(_ uid: UID) async throws(DriverError) {
        let attempt = "remove the volume"
        guard uid.isUUID else { return }
        let connection = try await volumeConnection(attempt, uid.text)
        let holders = try await holders(of: uid, attempt)
        guard holders.isEmpty else {
            throw .refused(
                .init(
                    attempt, uid.text, answer: "it is in use by \(holders.map(\.name).sorted().joined(separator: ", "))",
                    hint: "Detach it there first"))
        }
        let pool = options.pool
        try await translating(attempt, uid.text) { () throws(LibvirtError) in
            // The mark first: what is left of a removal that was cut short is then made anew by whoever wants the volume again.
            try await connection.deleteVolume(VolumeDisk.mark(uid), in: pool)
            try await connection.deleteVolume(VolumeDisk.file(uid), in: pool)
        }
    }

    private func volumeConnection(_ attempt: String, _ name: String) async throws(DriverError) -> LibvirtConnection {
        guard facts.canCreate, !facts.isSimulator else {
            throw .unavailable(.volumes, because: "\(facts.info.type) keeps no volumes that machines could be given")
        }
        return try await site.connection(attempt, name)
    }

    /// A machine that has a volume.
    struct Holder: Sendable {
        var owner: UID
        var name: String
        var uuid: String
        var target: String
        var isReadOnly: Bool
    }

    /// The machines that have a volume, by their definitions.
    func holders(of volume: UID, _ attempt: String) async throws(DriverError) -> [Holder] {
        let connection = try await site.connection(attempt, volume.text)
        let records = try await translating(attempt, volume.text) { () throws(LibvirtError) in try await connection.domains() }
        let cards = try await site.cards(of: records.map(\.uuid), attempt)
        return records.compactMap { record in
            guard let card = cards[record.uuid], let disk = card.disks.first(where: { VolumeDisk.volume(at: $0.path) == volume }) else {
                return nil
            }
            return Holder(
                owner: card.owner ?? UID(card.uuid), name: card.name, uuid: card.uuid, target: disk.target, isReadOnly: disk.isReadOnly)
        }
    }

    /// Refuses volumes that other machines have, unless all only read them.
    func requireFree(_ volumes: [VolumeDisk], for owner: UID, _ attempt: String, _ name: String) async throws(DriverError) {
        for volume in volumes {
            let others = try await holders(of: volume.volume, attempt).filter { $0.owner != owner }
            guard let other = others.first(where: { !$0.isReadOnly || !volume.isReadOnly }) else { continue }
            throw .refused(
                .init(
                    attempt, name, answer: "the volume \(volume.name) is in use by \(other.name)",
                    hint: "Detach it there first, or have all of them only read it"))
        }
    }

    /// Where the volumes of an order are. They must be there.
    func paths(of volumes: [VolumeDisk], _ attempt: String, _ name: String) async throws(DriverError) -> [UID: String] {
        var paths: [UID: String] = [:]
        guard !volumes.isEmpty else { return paths }
        let connection = try await volumeConnection(attempt, name)
        let pool = options.pool
        for volume in volumes {
            let found = try await translating(attempt, name) { () throws(LibvirtError) in
                try await connection.volume(VolumeDisk.file(volume.volume), in: pool)
            }
            guard let found else {
                throw .failed(.init(attempt, name, answer: "the volume \(volume.name) is not there yet"))
            }
            paths[volume.volume] = found.path
        }
        return paths
    }

    private func grow(
        _ file: String, in pool: String, to size: Int64, _ holders: [Holder], _ connection: LibvirtConnection, _ name: String
    ) async throws(DriverError) {
        try await translating("resize the volume", name) { () throws(LibvirtError) in
            for holder in holders where !holder.isReadOnly {
                guard try await connection.domain(.uuid(holder.uuid))?.isActive ?? false else { continue }
                try await connection.resizeDisk(holder.target, of: .uuid(holder.uuid), to: size)
                return try await connection.refresh(pool: pool)
            }
            try await connection.resizeVolume(file, in: pool, to: size)
        }
    }

    /// Plugs volumes into a running machine and pulls out those that it should not have, which its guest must agree to.
    ///
    /// - Returns: false where the next start has to do it.
    func syncVolumes(
        _ wanted: DomainCard, _ document: XMLElement, _ live: DomainCard, _ id: NativeID, _ connection: LibvirtConnection
    ) async throws(DriverError) -> Bool {
        let disks = { (card: DomainCard) in Set(card.disks.filter { VolumeDisk.volume(at: $0.path) != nil }.map(\.path)) }
        let (has, should) = (disks(live), disks(wanted))
        guard has != should else { return true }
        let devices = document["devices"]?.children("disk") ?? []
        do throws(LibvirtError) {
            for disk in live.disks where has.subtracting(should).contains(disk.path) {
                try await connection.detach(
                    XMLElement(
                        "disk", [("type", "file"), ("device", "disk")],
                        [XMLElement("source", [("file", disk.path)]), XMLElement("target", [("dev", disk.target), ("bus", "virtio")])]),
                    from: .name(id.text), .live)
            }
            for device in devices where should.subtracting(has).contains(device["source"]?[attribute: "file"] ?? "") {
                try await connection.attach(device, to: .name(id.text), .live)
            }
        } catch {
            guard error.code != nil, !error.isDisconnection else { throw DriverError(error, "change the volumes of", id.text) }
            return false
        }
        return try await until(id, by: .now + .seconds(8)) { () async throws(DriverError) in
            disks(try await liveCard(id, connection, "change the volumes of")) == should
        }
    }
}
