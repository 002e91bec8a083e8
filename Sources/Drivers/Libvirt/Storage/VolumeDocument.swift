import Libvirt
import XMLDocuments

/// The definitions of volumes (libvirt, "Storage volume XML").
enum VolumeDocument {
    /// - Parameters:
    ///   - size: what it holds, in bytes; nil for what the volume below it does.
    ///   - below: the path and format of what it starts as.
    ///   - key: what encrypts it; nil for nothing.
    static func of(
        _ name: String, format: String, size: Int64?, below: (path: String, format: String)? = nil, key: DiskKey? = nil
    ) -> XMLElement {
        var volume = XMLElement("volume", [("type", "file")], [XMLElement("name", text: name)])
        if let size { volume["capacity"] = XMLElement("capacity", [("unit", "bytes")], text: "\(size)") }
        volume["allocation"] = XMLElement("allocation", [("unit", "bytes")], text: "0")
        var target = XMLElement("target", [], [XMLElement("format", [("type", format)])])
        // The older form, which libvirt would choose, cannot note what changes (QEMU, qcow2.txt, "Bitmaps extension").
        if format == "qcow2" { target["compat"] = XMLElement("compat", text: "1.1") }
        // The hypervisor's own user reads what the daemon makes.
        target["permissions"] = XMLElement("permissions", [], [XMLElement("mode", text: "0644")])
        if let key { target["encryption"] = key.element }
        volume["target"] = target
        if let below {
            volume["backingStore"] = XMLElement(
                "backingStore", [], [XMLElement("path", text: below.path), XMLElement("format", [("type", below.format)])])
        }
        return volume
    }
}
