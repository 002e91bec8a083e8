import StrataAPI
import StrataDriverKit

extension VolumeDisk {
    /// What QEMU calls it, the same at every start.
    var device: String { "vol-" + volume.text.filter { $0 != "-" }.prefix(20) }

    /// What QEMU calls what the device reads and writes.
    var node: String { "n\(device)" }

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
