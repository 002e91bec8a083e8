import Libvirt
import XMLDocuments

/// The definitions of volumes (libvirt, "Storage volume XML").
enum VolumeDocument {
    /// - Parameters:
    ///   - size: what it holds, in bytes; nil for what the volume below it does.
    ///   - below: the path and format of what it starts as.
    static func of(_ name: String, format: String, size: Int64?, below: (path: String, format: String)? = nil) -> XMLElement {
        var volume = XMLElement("volume", [("type", "file")], [XMLElement("name", text: name)])
        if let size { volume["capacity"] = XMLElement("capacity", [("unit", "bytes")], text: "\(size)") }
        volume["allocation"] = XMLElement("allocation", [("unit", "bytes")], text: "0")
        volume["target"] = XMLElement(
            "target", [],
            [
                XMLElement("format", [("type", format)]),
                // The hypervisor's own user reads what the daemon makes.
                XMLElement("permissions", [], [XMLElement("mode", text: "0644")]),
            ])
        if let below {
            volume["backingStore"] = XMLElement(
                "backingStore", [], [XMLElement("path", text: below.path), XMLElement("format", [("type", below.format)])])
        }
        return volume
    }
}
