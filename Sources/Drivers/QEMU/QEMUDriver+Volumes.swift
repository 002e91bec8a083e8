import QMP
import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataVolumes

extension QEMUDriver {
    /// See ``VolumeKeeping/keepVolume(_:)``. The disk of a running machine grows under it; what is on it is the guest's to extend.
    public func keepVolume(_ order: VolumeOrder) async throws(DriverError) -> ObservedVolume {
        try await attachments.volumes.keep(order) { (_, holders) async throws(DriverError) in
            var isGrown = false
            for definition in try await definitions() where holders.contains(definition.uid) {
                guard let disk = definition.disks.first(where: { $0.volume == order.uid }),
                    try await process(definition, "resize the volume") != nil
                else { continue }
                let id = NativeID(definition.name)
                let monitor = try await monitor(id, definition, "resize the volume")
                try await ask(
                    monitor, "block_resize", id, "resize the volume", ["node-name": .string(disk.node), "size": .int(order.size)])
                isGrown = true
            }
            return isGrown
        }
    }

    private func definitions() async throws(DriverError) -> [MachineDefinition] {
        var definitions: [MachineDefinition] = []
        for name in try await place.directories(in: path, "list", path) {
            if let definition = try await definition(name, "list") { definitions.append(definition) }
        }
        return definitions
    }

    /// Plugs volumes into a running machine and pulls out those that it should not have, which its guest must agree to.
    ///
    /// - Returns: false where the next start has to do it.
    func syncDisks(
        _ new: MachineDefinition, was old: MachineDefinition, _ monitor: QMPClient, _ id: NativeID, _ platform: Platform
    ) async throws(DriverError) -> Bool {
        if new.disks == old.disks { return true }
        let attempt = "change the volumes of"
        for disk in old.disks where !new.disks.contains(disk) {
            guard try await plugged(monitor, id, attempt).contains(disk.device) else { continue }
            guard try await unplug(disk.device, monitor, id, attempt) else { return false }
            _ = try? await ask(monitor, "blockdev-del", id, attempt, ["node-name": .string(disk.node)])
        }
        for disk in new.disks {
            if try await plugged(monitor, id, attempt).contains(disk.device) { continue }
            let port = try await freePort(platform, monitor, id, attempt)
            guard port != nil || !platform.hasSparePorts else { return false }
            // One that a call left which was cut short.
            _ = try? await ask(monitor, "blockdev-del", id, attempt, ["node-name": .string(disk.node)])
            try await ask(monitor, "blockdev-add", id, attempt, disk.blockDevice(image: attachments.volumes.image(of: disk.volume)))
            try await ask(monitor, "device_add", id, attempt, disk.device(on: platform, port: port))
        }
        return true
    }
}
