import VSphere
import XMLDocuments

/// The devices of a machine (`config.hardware.device`), as far as Strata has to do with them.
struct MachineDevices: Sendable {
    struct Disk: Sendable {
        var key: Int
        /// KiB.
        var capacity: Int64
        var controllerKey: Int
        var unitNumber: Int
        /// As it stands there, to be sent back with what changes.
        var element: XMLElement
    }

    struct Card: Sendable {
        /// The network or the port group's key.
        var networkID: String
        var element: XMLElement
    }

    var disks: [Disk] = []
    var cards: [Card] = []

    init(_ value: XMLElement?) {
        for device in value?.children ?? [] {
            let key = device["key"].flatMap { Int($0.text) } ?? 0
            let type = device.valueType
            if type == "VirtualDisk" {
                disks.append(
                    Disk(
                        key: key, capacity: device["capacityInKB"].flatMap { Int64($0.text) } ?? 0,
                        controllerKey: device["controllerKey"].flatMap { Int($0.text) } ?? 0,
                        unitNumber: device["unitNumber"].flatMap { Int($0.text) } ?? 0, element: device))
            } else if device["macAddress"] != nil || device["addressType"] != nil {
                let backing = device["backing"]
                cards.append(
                    Card(networkID: backing?["network"]?.text ?? backing?.at("port", "portgroupKey")?.text ?? "", element: device))
            }
        }
        disks.sort { ($0.controllerKey, $0.unitNumber) < ($1.controllerKey, $1.unitNumber) }
    }

    /// The disk that the machine starts from.
    var root: Disk? { disks.first }

    /// A disk's change to another size, with its device as it is.
    static func resized(_ disk: Disk, kibibytes: Int64) -> XMLElement {
        var device = disk.element
        device.name = "device"
        device["capacityInKB"]?.text = "\(kibibytes)"
        // The two must agree, and the first is there in all versions.
        device["capacityInBytes"] = nil
        return XMLElement("deviceChange", [], [.plain("operation", "edit"), Self.marked(device, "VirtualDisk")])
    }

    /// A card's change to another network, with its device as it is.
    static func moved(_ card: Card, to backing: XMLElement) -> XMLElement {
        let type = card.element.valueType
        var device = card.element
        device.name = "device"
        device["backing"] = backing
        return XMLElement("deviceChange", [], [.plain("operation", "edit"), marked(device, type)])
    }

    /// A device with its type's mark under the name that requests declare, and those of its parts.
    private static func marked(_ device: XMLElement, _ type: String) -> XMLElement {
        var device = device
        rename(&device)
        device.attributes.removeAll { $0.name == "xsi:type" }
        device.attributes.append(XMLElement.Attribute(name: "xsi:type", value: type))
        return device
    }

    private static func rename(_ element: inout XMLElement) {
        let type = element.valueType
        // Declarations of prefixes and marks under other prefixes mean nothing in another document.
        let isPrimitive = element.attributes.contains { $0.name.hasSuffix(":type") && $0.value.hasPrefix("xsd:") }
        element.attributes.removeAll { $0.name.hasPrefix("xmlns") || $0.name.hasSuffix(":type") }
        if !type.isEmpty, element[attribute: "type"] != type {
            element.attributes.append(XMLElement.Attribute(name: "xsi:type", value: isPrimitive ? "xsd:\(type)" : type))
        }
        element.nodes = element.nodes.map { node in
            guard case .element(var child) = node else { return node }
            rename(&child)
            return .element(child)
        }
    }
}
