import Libvirt
import StrataAPI
import XMLDocuments

/// The disk by which a machine's cloud-init is told what it should be: a small volume of the pool, beside the machine's own.
enum SeedDisk {
    static func volume(_ uid: UID) -> String { "\(uid.text).seed" }

    /// The disk in a domain's definition. Its name is the last one, so that volumes come and go without meeting it.
    static func device(at path: String) -> XMLElement {
        XMLElement(
            "disk", [("type", "file"), ("device", "disk")],
            [
                XMLElement("driver", [("name", "qemu"), ("type", "raw")]), XMLElement("source", [("file", path)]),
                XMLElement("target", [("dev", "vdz"), ("bus", "virtio")]), XMLElement("readonly"),
            ])
    }

    /// Whether an element of a domain's devices is it.
    static func isDevice(_ element: XMLElement, of uid: UID) -> Bool {
        element.name == "disk" && (element["source"]?[attribute: "file"] ?? "").hasSuffix("/\(volume(uid))")
    }
}
