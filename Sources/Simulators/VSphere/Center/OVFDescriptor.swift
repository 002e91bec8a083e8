import XMLDocuments

/// What an OVF descriptor tells of one machine (DSP0243), and how one is written.
struct OVFDescriptor: Sendable {
    struct Disk: Sendable {
        /// In bytes.
        let capacity: Int64
        /// Where its content is; nil for an empty one.
        let file: String?
        let size: Int64?
    }

    struct Card: Sendable {
        let network: String
        let type: String
    }

    var name = "imported"
    var guest = "otherGuest64"
    var cpus: Int64 = 1
    /// In MiB.
    var memory: Int64 = 512
    var controller = "ParaVirtualSCSIController"
    var disks: [Disk] = []
    var cards: [Card] = []
    var networks: [String] = []

    init(_ text: String) throws(Fault) {
        let root: XMLElement
        do { root = try XMLElement(parsing: text, limit: 8 << 20) } catch {
            throw Fault("InvalidArgument", "The OVF descriptor could not be read: \(error)", ["invalidProperty": "ovfDescriptor"])
        }
        guard root.localName == "Envelope", let system = root.find("VirtualSystem") else { throw .argument("ovfDescriptor") }
        if let text = system.find("Name")?.text ?? system.value("id"), !text.isEmpty { name = text }
        if let text = system.find("OperatingSystemSection")?.value("osType"), text.contains("Guest") { guest = text }
        networks = root.find("NetworkSection")?.children.compactMap { $0.value("name") } ?? []
        var files: [String: (path: String, size: Int64?)] = [:]
        for file in root.find("References")?.children ?? [] {
            files[file.value("id") ?? ""] = (file.value("href") ?? "", file.value("size").flatMap(Int64.init))
        }
        var known: [String: Disk] = [:]
        for disk in root.find("DiskSection")?.children ?? [] where disk.localName == "Disk" {
            guard let id = disk.value("diskId"), let amount = disk.value("capacity").flatMap(Int64.init), amount >= 0,
                let unit = Self.bytes(disk.value("capacityAllocationUnits") ?? "byte"),
                !amount.multipliedReportingOverflow(by: unit).overflow
            else { throw .argument("ovfDescriptor.DiskSection") }
            let file = disk.value("fileRef").flatMap { files[$0] }
            known[id] = Disk(capacity: amount * unit, file: file?.path, size: file?.size)
        }
        for item in system.find("VirtualHardwareSection")?.children ?? [] where item.localName == "Item" { try take(item, known) }
    }

    private mutating func take(_ item: XMLElement, _ known: [String: Disk]) throws(Fault) {
        func text(_ name: String) -> String? { item.find(name)?.text }
        let subtype = text("ResourceSubType")?.lowercased() ?? ""
        switch text("ResourceType") {
        case "3": cpus = text("VirtualQuantity").flatMap(Int64.init) ?? cpus
        case "4":
            let unit = Self.bytes(text("AllocationUnits") ?? "byte * 2^20") ?? 1 << 20
            let amount = text("VirtualQuantity").flatMap(Int64.init) ?? 512
            guard !amount.multipliedReportingOverflow(by: unit).overflow else { throw .argument("ovfDescriptor.VirtualHardwareSection") }
            memory = max(4, amount * unit >> 20)
        case "6":
            controller =
                subtype.contains("logicsas")
                ? "VirtualLsiLogicSASController" : subtype.contains("lsilogic") ? "VirtualLsiLogicController" : "ParaVirtualSCSIController"
        case "10":
            cards.append(
                Card(
                    network: text("Connection") ?? "",
                    type: subtype.contains("e1000e") ? "VirtualE1000e" : subtype.contains("e1000") ? "VirtualE1000" : "VirtualVmxnet3"))
        case "17":
            let id = text("HostResource")?.split(separator: "/").last.map(String.init) ?? ""
            guard let disk = known[id] else { throw .argument("ovfDescriptor.VirtualHardwareSection") }
            disks.append(disk)
        default: break
        }
    }

    /// `byte * 2^30`, `MegaBytes`.
    private static func bytes(_ unit: String) -> Int64? {
        if let power = unit.split(separator: "^").last.flatMap({ Int64($0.filter { $0 != " " }) }), unit.contains("2^") {
            return power < 50 ? 1 << power : nil
        }
        switch unit.lowercased() {
        case "byte", "bytes", "": return 1
        case "kilobytes": return 1 << 10
        case "megabytes": return 1 << 20
        case "gigabytes": return 1 << 30
        default: return nil
        }
    }

    /// A descriptor of a machine whose disks were exported.
    static func write(_ machine: Machine, _ files: [DataObject]) -> String {
        var references: [XMLElement] = []
        var disks: [XMLElement] = []
        var items: [XMLElement] = [
            item(1, "\(machine.cpus) virtual CPU(s)", 3, [("rasd:VirtualQuantity", "\(machine.cpus)")]),
            item(
                2, "\(machine.memory)MB of memory", 4,
                [("rasd:AllocationUnits", "byte * 2^20"), ("rasd:VirtualQuantity", "\(machine.memory)")]),
            item(3, "SCSI Controller 0", 6, [("rasd:ResourceSubType", "VirtualSCSI")]),
        ]
        for (index, disk) in machine.disks.enumerated() {
            let file = files.indices.contains(index) ? files[index] : nil
            references.append(
                XMLElement(
                    "File",
                    [
                        ("ovf:id", "file\(index + 1)"), ("ovf:href", file?.string("path") ?? "disk-\(index).vmdk"),
                        ("ovf:size", "\(file?.int("size") ?? 0)"),
                    ]))
            disks.append(
                XMLElement(
                    "Disk",
                    [
                        ("ovf:diskId", "vmdisk\(index + 1)"), ("ovf:fileRef", "file\(index + 1)"),
                        ("ovf:capacity", "\((disk.int("capacityInKB") ?? 0) << 10)"),
                        ("ovf:capacityAllocationUnits", "byte"),
                        ("ovf:format", "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"),
                    ]))
            items.append(
                item(
                    10 + index, "Hard Disk \(index + 1)", 17, [("rasd:HostResource", "ovf:/disk/vmdisk\(index + 1)"), ("rasd:Parent", "3")])
            )
        }
        for index in machine.cards.indices {
            items.append(
                item(
                    30 + index, "Network adapter \(index + 1)", 10,
                    [("rasd:Connection", "VM Network"), ("rasd:ResourceSubType", "VmxNet3")]))
        }
        let guest = machine.config.string("guestId") ?? "otherGuest64"
        let system = XMLElement(
            "VirtualSystem", [("ovf:id", machine.name)],
            [
                XMLElement("Info", text: "A virtual machine"), XMLElement("Name", text: machine.name),
                XMLElement(
                    "OperatingSystemSection", [("ovf:id", "94"), ("vmw:osType", guest)], [XMLElement("Info", text: "The guest system")]),
                XMLElement("VirtualHardwareSection", [XMLElement("Info", text: "Virtual hardware")] + items),
            ])
        let network = XMLElement(
            "NetworkSection",
            [
                XMLElement("Info", text: "Networks"),
                XMLElement("Network", [("ovf:name", "VM Network")], [XMLElement("Description", text: "VM Network")]),
            ])
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + XMLElement(
                "Envelope",
                [
                    ("xmlns", "http://schemas.dmtf.org/ovf/envelope/1"), ("xmlns:ovf", "http://schemas.dmtf.org/ovf/envelope/1"),
                    ("xmlns:rasd", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"),
                    ("xmlns:vmw", "http://www.vmware.com/schema/ovf"),
                ],
                [
                    XMLElement("References", references), XMLElement("DiskSection", [XMLElement("Info", text: "Disks")] + disks), network,
                    system,
                ]
            ).xml
    }

    private static func item(_ id: Int, _ name: String, _ type: Int, _ more: [(String, String)]) -> XMLElement {
        XMLElement(
            "Item",
            [
                XMLElement("rasd:ElementName", text: name), XMLElement("rasd:InstanceID", text: "\(id)"),
                XMLElement("rasd:ResourceType", text: "\(type)"),
            ]
                + more.map { XMLElement($0.0, text: $0.1) })
    }
}

extension XMLElement {
    fileprivate init(_ name: String, _ children: [XMLElement]) { self.init(name, [], text: nil, children) }

    /// The first child of a name, whatever its prefix.
    fileprivate func find(_ name: String) -> XMLElement? { children.first { $0.localName == name } }

    /// An attribute, whatever its prefix.
    fileprivate func value(_ name: String) -> String? { attributes.first { $0.name == name || $0.name.hasSuffix(":" + name) }?.value }
}
