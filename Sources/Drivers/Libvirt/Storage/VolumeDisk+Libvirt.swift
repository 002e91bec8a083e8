import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

extension VolumeDisk {
    /// What the pool calls a Volume.
    static func file(_ volume: UID) -> String { "volume-\(volume.text).raw" }

    /// What says that a Volume is whole: another volume of the pool, made after it.
    static func mark(_ volume: UID) -> String { "volume-\(volume.text).ready" }

    /// The Volume whose disk a path leads to; nil for any other.
    static func volume(at path: String) -> UID? {
        guard let file = path.split(separator: "/").last, file.hasPrefix("volume-"), file.hasSuffix(".raw") else { return nil }
        let uid = UID(String(file.dropFirst(7).dropLast(4)))
        return uid.isUUID ? uid : nil
    }

    /// The disk in a domain's definition.
    /// - Parameters:
    ///   - path: where the volume is.
    ///   - target: what the disk is called there: `vdb`.
    func device(at path: String, as target: String) -> XMLElement {
        var disk = XMLElement(
            "disk", [("type", "file"), ("device", "disk")],
            [
                XMLElement("driver", [("name", "qemu"), ("type", "raw"), ("discard", "unmap")]), XMLElement("source", [("file", path)]),
                XMLElement("target", [("dev", target), ("bus", "virtio")]), XMLElement("serial", text: serial),
            ])
        if isReadOnly { disk.nodes.append(.element(XMLElement("readonly"))) }
        return disk
    }

    /// The first name of a disk that none of these have.
    static func freeTarget(_ taken: Set<String>) -> String? {
        "bcdefghijklmnopqrstuvwxyz".map { "vd\($0)" }.first { !taken.contains($0) }
    }
}
