import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// A domain's definition as the site that it comes to has it: the same, with what names files there naming those there.
struct MovedDefinition {
    /// The files there, by those that are left.
    var paths: [String: String]
    var name: String
    /// The directory of logs there; empty for none.
    var logs: String
    var uid: UID

    func of(_ document: XMLElement) -> XMLElement {
        var domain = document
        if var note = OwnerNote(in: domain) {
            note.isArriving = true
            note.write(into: &domain)
        }
        domain["name"] = XMLElement("name", text: name)
        if var os = domain["os"] {
            for part in ["kernel", "initrd"] {
                guard let path = os[part]?.text, let new = paths[path] else { continue }
                os[part] = XMLElement(part, text: new)
            }
            domain["os"] = os
        }
        guard var devices = domain["devices"] else { return domain }
        devices.nodes = devices.nodes.map { node in
            guard case .element(var element) = node else { return node }
            switch element.name {
            case "disk":
                let path = DomainCard.Disk(element).path
                guard let new = paths[path], new != path else { return node }
                element[attribute: "type"] = "file"
                element["source"] = XMLElement("source", [("file", new)])
                // A copy is complete in itself.
                element["backingStore"] = nil
                if DomainCard.Disk(element).isOwn {
                    var driver = element["driver"] ?? XMLElement("driver", [("name", "qemu")])
                    driver[attribute: "type"] = "qcow2"
                    element["driver"] = driver
                }
            case "serial", "console":
                guard let log = element["log"]?[attribute: "file"] else { return node }
                if logs.isEmpty {
                    element["log"] = nil
                } else if !log.hasPrefix("\(logs)/") {
                    element["log"]?[attribute: "file"] = "\(logs)/\(name).log"
                }
            default: return node
            }
            return .element(element)
        }
        domain["devices"] = devices
        return domain
    }
}
