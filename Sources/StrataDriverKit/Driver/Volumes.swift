public import StrataAPI

/// A volume that should be on a site's machine.
public struct VolumeOrder: Sendable, Hashable {
    /// The Volume's identity.
    public var uid: UID
    public var name: ObjectName
    /// How much it is to hold, in bytes.
    public var size: Int64
    public var format: Volume.Format

    public init(uid: UID, name: ObjectName, size: Int64, format: Volume.Format = .ext4) {
        self.uid = uid
        self.name = name
        self.size = size
        self.format = format
    }

    /// What a Volume says.
    public init(_ volume: Volume) {
        self.init(uid: volume.metadata.uid, name: volume.name, size: volume.spec.size?.value ?? 0, format: volume.spec.format)
    }
}

/// A volume of an order, looked up.
public struct MountOrder: Sendable, Hashable {
    public var volume: VolumeOrder
    /// Where a container sees it; empty for virtual machines.
    public var path: String
    public var isReadOnly: Bool

    public init(volume: VolumeOrder, path: String = "", isReadOnly: Bool = false) {
        self.volume = volume
        self.path = path
        self.isReadOnly = isReadOnly
    }
}

/// A volume as it is on a site's machine.
public struct ObservedVolume: Sendable, Hashable {
    /// What the site calls it.
    public var id: NativeID
    /// How much it holds, in bytes.
    public var size: Int64
    /// What its data takes on the machine's disk, in bytes, as far as that is known.
    public var allocated: Int64?
    /// The instances that have it.
    public var holders: [UID]

    public init(id: NativeID, size: Int64, allocated: Int64? = nil, holders: [UID] = []) {
        self.id = id
        self.size = size
        self.allocated = allocated
        self.holders = holders
    }
}

/// The site's machine can keep data that outlives instances, and hand it to them.
///
/// A driver that conforms takes ``Order/volumes`` into account in ``Driver/create(_:)``, ``Driver/start(_:)`` and ``Reconfiguring/update(_:to:)``. One instance
/// has a volume at a time, or several that only read it; another one is refused with the name of the first.
/// ``Driver/delete(_:owner:)`` gives volumes back and leaves what is on them.
public protocol VolumeKeeping: Driver {
    /// Makes the volume of an order, or lets it grow to the order's size, be it in use or not.
    ///
    /// - Throws: ``DriverError/refused(_:)`` where it would have to shrink.
    func keepVolume(_ order: VolumeOrder) async throws(DriverError) -> ObservedVolume

    /// Removes a volume with all that is on it. No effect where it is gone.
    ///
    /// - Throws: ``DriverError/refused(_:)`` while an instance has it.
    func removeVolume(_ uid: UID) async throws(DriverError)
}
