import StrataAPI
import StrataDriverKit

/// A volume as a machine's disk.
struct VolumeDisk: Sendable, Hashable {
    var volume = UID("")
    /// The Volume's name.
    var name = ""
    var isReadOnly = false

    init() {}

    init(_ order: MountOrder) {
        volume = order.volume.uid
        name = order.volume.name.name
        isReadOnly = order.isReadOnly
    }

    static let schema = Schema<VolumeDisk>.object("A volume as a disk.", initial: VolumeDisk()) {
        Field("volume", \.volume, uid, isRequired: true)
        Field("name", \.name, .string(StringRule(length: 1...253)), isRequired: true)
        Field("readOnly", \.isReadOnly, .bool)
    }

    /// As an instance says it.
    var comparable: JSONValue {
        var json: JSONValue = ["volume": .string(name)]
        if isReadOnly { json["readOnly"] = true }
        return json
    }

    private static let uid = Schema<UID>(
        Shape(.string(StringRule(length: 1...64))), decode: { $0.string.map(UID.init) }, encode: { .string($0.text) })

    /// What QEMU calls it, the same at every start.
    var device: String { "vol-" + volume.text.filter { $0 != "-" }.prefix(20) }

    /// What QEMU calls what the device reads and writes.
    var node: String { "n\(device)" }

    /// By which the guest knows it (`/dev/disk/by-id/virtio-SERIAL`): the volume's name, or as much as fits of one that is longer than the 20 bytes that there
    /// are (virtio specification, "Block Device", VIRTIO_BLK_T_GET_ID), with a part of its identity.
    var serial: String {
        if name.utf8.count <= 20 { return name }
        return "\(name.prefix(11))-\(volume.text.prefix(8))"
    }

    /// What `blockdev-add` and `-blockdev` are told of the image.
    func blockDevice(image: String) -> JSONValue {
        [
            "driver": "raw", "node-name": .string(node), "discard": "unmap", "read-only": .bool(isReadOnly),
            "file": ["driver": "file", "filename": .string(image)],
        ]
    }

    /// What `device_add` and `-device` are told.
    /// - Parameter port: the id of the port it is plugged into; nil for the board itself.
    func device(on platform: Platform, port: String?) -> JSONValue {
        var json: JSONValue = [
            "driver": .string(platform.device("virtio-blk")), "id": .string(device), "drive": .string(node), "serial": .string(serial),
        ]
        if let port { json["bus"] = .string(port) }
        return json
    }
}
