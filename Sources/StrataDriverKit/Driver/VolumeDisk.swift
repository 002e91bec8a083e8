public import StrataAPI

/// A Volume as a virtual machine's disk, as drivers note it beside the machine.
public struct VolumeDisk: Sendable, Hashable {
    public var volume = UID("")
    /// The Volume's name.
    public var name = ""
    public var isReadOnly = false

    public init() {}

    public init(_ order: MountOrder) {
        volume = order.volume.uid
        name = order.volume.name.name
        isReadOnly = order.isReadOnly
    }

    public static let schema = Schema<VolumeDisk>.object("A volume as a disk.", initial: VolumeDisk()) {
        Field("volume", \.volume, uid, isRequired: true)
        Field("name", \.name, .string(StringRule(length: 1...253)), isRequired: true)
        Field("readOnly", \.isReadOnly, .bool)
    }

    private static let uid = Schema<UID>(
        Shape(.string(StringRule(length: 1...64))), decode: { $0.string.map(UID.init) }, encode: { .string($0.text) })

    /// As an instance says it.
    public var comparable: JSONValue {
        var json: JSONValue = ["volume": .string(name)]
        if isReadOnly { json["readOnly"] = true }
        return json
    }

    /// By which the guest knows it (`/dev/disk/by-id/virtio-SERIAL`): the volume's name, or as much as fits of one that is longer than the 20 bytes that there
    /// are (virtio specification, "Block Device", VIRTIO_BLK_T_GET_ID), with a part of its identity.
    public var serial: String { name.utf8.count <= 20 ? name : "\(name.prefix(11))-\(volume.text.prefix(8))" }
}
