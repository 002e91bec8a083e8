import LXD
public import StrataAPI
public import StrataDriverKit

extension LXDDriver: VolumeKeeping {
    /// See ``VolumeKeeping/keepVolume(_:)``. A custom volume in the site's storage pool, tagged with the Volume's UID.
    public func keepVolume(_ order: VolumeOrder) async throws(DriverError) -> ObservedVolume {
        let attempt = "keep the volume"
        let object = order.name.name
        let pool = try await volumePool(attempt, object)
        let target = "/1.0/storage-pools/\(LXDTarget.encoded(pool))/volumes/custom"
        if try await volume(order.uid, in: pool, attempt, object) == nil {
            let wish: JSONValue = [
                "name": .string(VolumeName.text(order.uid)), "content_type": order.format == .none ? "block" : "filesystem",
                "config": ["size": .string("\(order.size)"), "\(MachineTag.prefix)uid": .string(order.uid.text)],
                "description": .string("Strata's volume \(order.name)"),
            ]
            do throws(DriverError) {
                _ = try await ask(attempt, object) { try await $0.perform(.post, target, wish) }
            } catch {
                guard DriverError.saysExists("\(error)") else { throw error }
            }
        }
        guard let found = try await volume(order.uid, in: pool, attempt, object) else {
            throw .failed(.init(attempt, object, answer: "it was removed while it was made"))
        }
        guard order.size >= found.size else {
            throw .refused(
                .init(
                    attempt, object, answer: "it holds \(Quantity(bytes: found.size).text), and volumes do not shrink",
                    hint: "Make a smaller one and copy what is on it"))
        }
        guard order.size > found.size else { return try await observed(found, order.uid, attempt) }
        let wish: JSONValue = ["config": ["size": .string("\(order.size)")]]
        _ = try await ask(attempt, object) {
            try await $0.perform(.patch, "\(target)/\(VolumeName.text(order.uid))", wish, ifMatch: found.etag)
        }
        return try await observed(Found(size: order.size, etag: nil), order.uid, attempt)
    }

    /// See ``VolumeKeeping/removeVolume(_:)``.
    public func removeVolume(_ uid: UID) async throws(DriverError) {
        let attempt = "remove the volume"
        let pool = try await volumePool(attempt, uid.text)
        guard try await volume(uid, in: pool, attempt, uid.text) != nil else { return }
        let holders = try await holders(of: uid, attempt)
        guard holders.isEmpty else {
            throw .refused(
                .init(
                    attempt, uid.text, answer: "it is in use by \(holders.map(\.instance).joined(separator: ", "))", hint: "Detach it first"
                ))
        }
        let target = "/1.0/storage-pools/\(LXDTarget.encoded(pool))/volumes/custom/\(VolumeName.text(uid))"
        do throws(DriverError) {
            _ = try await ask(attempt, uid.text) { try await $0.perform(.delete, target) }
        } catch {
            if case .notFound = error { return }
            throw error
        }
    }

    private struct Found {
        var size: Int64
        var etag: String?
    }

    private func volume(_ uid: UID, in pool: String, _ attempt: String, _ object: String) async throws(DriverError) -> Found? {
        let target = "/1.0/storage-pools/\(LXDTarget.encoded(pool))/volumes/custom/\(LXDTarget.encoded(VolumeName.text(uid)))"
        do throws(DriverError) {
            let answer = try await ask(attempt, object) { try await $0.send(.get, target) }
            guard answer.metadata["config"]?["\(MachineTag.prefix)uid"]?.string == uid.text else {
                throw .notOwned(.init(attempt, object, answer: "\(VolumeName.text(uid)) is not this Volume's"))
            }
            return Found(size: answer.metadata["config"]?["size"]?.string.flatMap(MachineLimits.bytes) ?? 0, etag: answer.etag)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    private func observed(_ found: Found, _ uid: UID, _ attempt: String) async throws(DriverError) -> ObservedVolume {
        ObservedVolume(
            id: NativeID(VolumeName.text(uid)), size: found.size, holders: try await holders(of: uid, attempt).compactMap(\.owner))
    }

    private struct Holder {
        var instance: String
        var owner: UID?
        var isReadOnly: Bool
    }

    /// The instances whose devices have a volume.
    private func holders(of uid: UID, _ attempt: String) async throws(DriverError) -> [Holder] {
        try await records(attempt, uid.text).compactMap { record in
            let device = record.devices.values.first { $0["source"] == VolumeName.text(uid) && $0["type"] == "disk" }
            return device.map {
                Holder(instance: record.tag?.instance ?? record.name, owner: record.tag?.uid, isReadOnly: $0["readonly"] == "true")
            }
        }
    }

    /// Refuses volumes that others have, unless all only read them.
    func checkVolumes(_ order: Order, _ attempt: String) async throws(DriverError) {
        for (index, mount) in order.volumes.enumerated() {
            let refuse = { (answer: String, hint: String) in
                DriverError.refused(.init(attempt, order.name.name, answer: "spec.volumes[\(index)]: \(answer)", hint: hint))
            }
            if order.type == .container {
                guard !mount.path.isEmpty else { throw refuse("it does not say where the container sees it", "Set path") }
                guard mount.volume.format != .none else {
                    throw refuse(
                        "the volume \(mount.volume.name.name) is a blank disk, and a container needs a file system",
                        "Make one with spec.format: ext4")
                }
            }
            let others = try await holders(of: mount.volume.uid, attempt).filter { $0.owner != order.uid }
            if let other = others.first(where: { !$0.isReadOnly || !mount.isReadOnly }) {
                throw refuse(
                    "the volume \(mount.volume.name.name) is in use by \(other.instance.printable(limit: 120))",
                    "Detach it there, or have all read it only")
            }
        }
    }

    /// The storage pool of volumes: the site's, else the one that the site's profiles put instances in, else the daemon's first.
    func volumePool(_ attempt: String, _ object: String) async throws(DriverError) -> String {
        try await rootDisk(options.profiles, pool: options.pool, attempt, object).settings["pool"] ?? ""
    }
}
