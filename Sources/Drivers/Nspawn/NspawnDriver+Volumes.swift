public import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataVolumes

extension NspawnDriver: VolumeKeeping {
    /// See ``VolumeKeeping/keepVolume(_:)``. The limit is that of the file system in the volume's image, which a machine cannot exceed.
    public func keepVolume(_ order: VolumeOrder) async throws(DriverError) -> ObservedVolume {
        try await volumes.keep(order)
    }

    /// See ``VolumeKeeping/removeVolume(_:)``.
    public func removeVolume(_ uid: UID) async throws(DriverError) {
        try await volumes.remove(uid)
    }

    /// Gives the machine its volumes, and keeps others from them.
    func claimVolumes(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        for mount in definition.mounts {
            try await volumes.claim(mount.volume, owner: definition.uid, name: definition.instance, isReadOnly: mount.isReadOnly)
        }
    }

    /// Mounts a machine's volumes on the host before it starts, which a restart of the host took away. Those that were detached while it ran are given back.
    func readyVolumes(_ definition: MachineDefinition) async throws(DriverError) {
        try await claimVolumes(definition, "start")
        for mount in definition.mounts { try await volumes.mount(mount.volume) }
        try await volumes.release(owner: definition.uid, except: Set(definition.mounts.map(\.volume)))
    }
}
