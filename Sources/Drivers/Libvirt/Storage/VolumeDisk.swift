import Libvirt
import StrataAPI
import StrataDriverKit

/// A Volume as a machine's disk.
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

    private static let uid = Schema<UID>(
        Shape(.string(StringRule(length: 1...64))), decode: { $0.string.map(UID.init) }, encode: { .string($0.text) })

    /// As an instance says it.
    var comparable: JSONValue {
        var json: JSONValue = ["volume": .string(name)]
        if isReadOnly { json["readOnly"] = true }
        return json
    }

    /// What the pool calls a Volume.
    static func file(_ volume: UID) -> String { "volume-\(volume.text).raw" }

    /// What says that a Volume is whole: another volume of the pool, made after it.
    static func mark(_ volume: UID) -> String { "volume-\(volume.text).ready" }

    /// The Volume whose disk a path leads to; nil for any other.
    static func volume(at path: String) -> UID? {
        guard let file = path.split(separator: "/").last, file.hasPrefix("volume-"), file.hasSuffix(".raw") else { return nil }
        let uid = UID(String(file.dropFirst(7).dropLast(4)))
        return MachineName.isUUID(uid) ? uid : nil
    }

    /// By which the guest knows it (`/dev/disk/by-id/virtio-SERIAL`): the volume's name, or as much as fits of one that is longer than the 20 bytes that there
    /// are, with a part of its identity.
    var serial: String { name.utf8.count <= 20 ? name : "\(name.prefix(11))-\(volume.text.prefix(8))" }

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
