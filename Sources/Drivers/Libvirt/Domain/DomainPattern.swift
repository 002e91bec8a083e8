import Libvirt
import StrataAPI
import StrataDriverKit
import XMLDocuments

/// A copy of a domain that somebody else made: its definition, with everything in it that nobody here knows, and an identity and disks of its own.
struct DomainPattern {
    let document: XMLElement

    /// - Parameter plan: whose the copy is, and what it should be.
    func domain(named name: String, _ plan: MachinePlan, _ files: MachinePlan.Files) -> XMLElement {
        var domain = document
        domain["name"] = XMLElement("name", text: name)
        domain["uuid"] = XMLElement("uuid", text: plan.note.uid.text)
        plan.note.write(into: &domain)
        DomainMemory.set("memory", plan.memory, in: &domain)
        DomainMemory.set("currentMemory", plan.memory, in: &domain)
        if plan.note.cores != nil {
            domain["vcpu"] = XMLElement(
                "vcpu", [("placement", "static"), ("current", "\(plan.processors)")], text: "\(plan.processorLimit)")
        }
        // The variables of its UEFI are made anew beside it.
        if var os = domain["os"], os["nvram"] != nil {
            os["nvram"] = nil
            domain["os"] = os
        }
        if let devices = domain["devices"] { domain["devices"] = self.devices(devices, plan, files) }
        return domain
    }

    private func devices(_ devices: XMLElement, _ plan: MachinePlan, _ files: MachinePlan.Files) -> XMLElement {
        var result = devices
        var copies = files.disks[...]
        var cards = 0
        result.nodes = devices.nodes.compactMap { node in
            guard case .element(var element) = node else { return node }
            switch element.name {
            case "disk":
                let disk = DomainCard.Disk(element)
                if VolumeDisk.volume(at: disk.path) != nil { return nil }
                guard disk.isOwn, let path = copies.popFirst() else { return node }
                element[attribute: "type"] = "file"
                element["source"] = files.source(path)
                element["encryption"] = nil
                element["backingStore"] = nil
                var driver = element["driver"] ?? XMLElement("driver", [("name", "qemu")])
                driver[attribute: "type"] = "qcow2"
                element["driver"] = driver
            case "interface":
                element["mac"] = XMLElement("mac", [("address", HardwareAddress.of(plan.note.uid, "\(cards)"))])
                element["target"] = nil
                cards += 1
            case "serial", "console":
                if element["log"] != nil {
                    element["log"] = files.log.isEmpty ? nil : XMLElement("log", [("file", files.log), ("append", "on")])
                }
            default: return node
            }
            return .element(element)
        }
        // Beside those that its source has.
        result.nodes += plan.note.cards.filter(\.isManaged).map { .element($0.device) }
        let taken = Set(result.children("disk").compactMap { $0["target"]?[attribute: "dev"] })
        let free = "bcdefghijklmnopqrstuvwxyz".map { "vd\($0)" }.filter { !taken.contains($0) }
        for (volume, target) in zip(plan.note.volumes, free) {
            guard let path = files.volumes[volume.volume] else { continue }
            result.nodes.append(.element(volume.device(at: path, as: target)))
        }
        return result
    }
}
