/// A machine's `.vmx` file, as the hosts write it and clients read it that know no other description of a machine, libvirt's among them.
///
/// One line each, `key = "value"`; in values `|`, `"` and control characters are `|XX`.
enum ConfigurationFile {
    /// - Parameter networks: the names of networks by their references' ids.
    static func text(of machine: Machine, networks: [String: String]) -> String {
        var lines = [
            line(".encoding", "UTF-8"), line("config.version", "8"),
            line("virtualHW.version", String((machine.config.string("version") ?? MachineParts.version).drop { !$0.isNumber })),
            line("displayName", machine.name),
            line("guestOS", guest(machine.config.string("guestId") ?? "otherGuest")),
            line("uuid.bios", bytes(machine.uuid)), line("vc.uuid", bytes(machine.instanceUUID)),
            line("memsize", String(machine.memory)), line("numvcpus", String(machine.cpus)),
            line("cpuid.coresPerSocket", String(machine.config.object("hardware")?.int("numCoresPerSocket") ?? 1)),
        ]
        if let note = machine.config.string("annotation"), !note.isEmpty { lines.append(line("annotation", note)) }
        if machine.config.string("firmware") == "efi" { lines.append(line("firmware", "efi")) }
        for controller in machine.devices { lines += controllerLines(controller) }
        for device in machine.devices {
            if let place = place(of: device, in: machine) { lines += storageLines(device, at: place) }
        }
        for (number, card) in machine.cards.enumerated() { lines += cardLines(card, number, networks) }
        return lines.joined()
    }

    private static let models = [
        "ParaVirtualSCSIController": "pvscsi", "VirtualLsiLogicController": "lsilogic", "VirtualLsiLogicSASController": "lsisas1068",
        "VirtualBusLogicController": "buslogic",
    ]

    private static func controllerLines(_ device: DataObject) -> [String] {
        let bus = device.int("busNumber") ?? 0
        if let model = models[device.type] {
            return [line("scsi\(bus).present", "TRUE"), line("scsi\(bus).virtualDev", model)]
        }
        return device.isA("VirtualSATAController") ? [line("sata\(bus).present", "TRUE")] : []
    }

    /// `scsi0:1`, for disks and drives; nil for what is at no such controller.
    private static func place(of device: DataObject, in machine: Machine) -> String? {
        guard ["VirtualDisk", "VirtualCdrom"].contains(device.type), let key = device.int("controllerKey"),
            let controller = machine.devices.first(where: { $0.int("key") == key })
        else { return nil }
        let bus =
            models[controller.type] != nil
            ? "scsi" : controller.isA("VirtualSATAController") ? "sata" : controller.type == "VirtualIDEController" ? "ide" : nil
        return bus.map { "\($0)\(controller.int("busNumber") ?? 0):\(device.int("unitNumber") ?? 0)" }
    }

    private static func storageLines(_ device: DataObject, at place: String) -> [String] {
        let backing = device.object("backing")
        var lines = [line("\(place).present", "TRUE")]
        if device.type == "VirtualDisk" {
            lines.append(line("\(place).deviceType", place.hasPrefix("scsi") ? "scsi-hardDisk" : "disk"))
        } else {
            let isImage = backing?.type == "VirtualCdromIsoBackingInfo"
            lines.append(line("\(place).deviceType", isImage ? "cdrom-image" : "atapi-cdrom"))
            if !isImage { lines += [line("\(place).clientDevice", "TRUE"), line("\(place).fileName", "emptyBackingString")] }
            lines.append(line("\(place).startConnected", device.object("connectable")?.bool("startConnected") == true ? "TRUE" : "FALSE"))
        }
        if let path = backing?.string("fileName").flatMap({ DatastorePath($0) }) {
            lines.append(line("\(place).fileName", "/vmfs/volumes/\(path.store)/\(path.path)"))
        }
        return lines
    }

    private static func cardLines(_ card: DataObject, _ number: Int, _ networks: [String: String]) -> [String] {
        let prefix = "ethernet\(number)"
        let model =
            ["VirtualE1000": "e1000", "VirtualE1000e": "e1000e", "VirtualVmxnet3": "vmxnet3", "VirtualPCNet32": "vlance"][card.type]
            ?? "vmxnet3"
        let isManual = card.string("addressType")?.lowercased() == "manual"
        var lines = [
            line("\(prefix).present", "TRUE"), line("\(prefix).virtualDev", model),
            line("\(prefix).addressType", isManual ? "static" : "vpx"),
            line("\(prefix).\(isManual ? "address" : "generatedAddress")", card.string("macAddress") ?? ""),
        ]
        if let port = card.object("backing")?.object("port") {
            lines += [
                line("\(prefix).dvs.switchId", bytes(port.string("switchUuid") ?? "")),
                line("\(prefix).dvs.portgroupId", port.string("portgroupKey") ?? ""),
                line("\(prefix).dvs.portId", port.string("portKey") ?? "0"), line("\(prefix).dvs.connectionId", "1"),
            ]
        } else {
            let backing = card.object("backing")
            let name = backing?.ref("network").flatMap { networks[$0.id] } ?? backing?.string("deviceName") ?? ""
            lines.append(line("\(prefix).networkName", name))
        }
        return lines
    }

    /// `ubuntu64Guest` as `ubuntu-64`.
    private static func guest(_ id: String) -> String {
        let plain = id.hasSuffix("Guest") ? String(id.dropLast(5)) : id
        return plain.hasSuffix("64") && !plain.hasSuffix("_64") ? plain.dropLast(2) + "-64" : plain.replacing("_64", with: "-64")
    }

    /// A UUID as `56 4d 9b ef ac d9 b4 e0-c8 f0 ae a8 b9 10 35 15`.
    private static func bytes(_ uuid: String) -> String {
        let digits = Array(uuid.lowercased().filter(\.isHexDigit))
        let pairs = stride(from: 0, to: digits.count - 1, by: 2).map { String(digits[$0...$0 + 1]) }
        return pairs.prefix(8).joined(separator: " ") + "-" + pairs.dropFirst(8).joined(separator: " ")
    }

    private static func line(_ key: String, _ value: String) -> String {
        var text = "\(key) = \""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "|", "\"", "\0"..<" ", "\u{7F}":
                text += "|" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\"\n"
    }
}
