import FoundationEssentials
import StrataAPI
import StrataCloudInit
import StrataDriverKit
import VSphere
import XMLDocuments

/// What an order makes of a machine's configuration.
struct MachinePlan: Sendable {
    let order: Order
    let options: MachineOptions

    /// MiB of a machine that wishes for none.
    static let standardMemory: Int64 = 512

    /// - Throws: ``DriverError/refused(_:)`` for what no machine of this stack can have.
    init(_ order: Order, _ attempt: String) throws(DriverError) {
        self.order = order
        func refuse(_ answer: String, _ hint: String = "Leave it out") -> DriverError {
            .refused(.init(attempt, order.name.name, answer: answer, hint: hint))
        }
        do {
            options = try MachineOptions.schema.value(from: order.options, at: FieldPath("spec", "stack", VSphereDriver.stack))
        } catch {
            throw refuse("\(error)", "")
        }
        guard order.type == .virtualMachine else { throw refuse("vSphere runs virtual machines, no \(order.type.rawValue)", "") }
        guard order.networks.isEmpty else {
            throw refuse(
                "spec.networks is for networks of Strata's own; a machine here is put on a network of vSphere's",
                "Set spec.stack.vsphere.network instead")
        }
        guard order.volumes.isEmpty else { throw refuse("spec.volumes is not for machines of vSphere") }
        guard order.ports.isEmpty else {
            throw refuse("spec.ports is not for machines of vSphere: each has an address of its own")
        }
        try order.checkForVirtualMachine(attempt)
        if let cores = order.cpuCores, cores.rounded(.up) != cores {
            throw refuse("spec.cpu.cores is \(cores), and vSphere gives whole processors", "Round it up")
        }
        if let memory = order.memory, memory.value < 4 << 20 { throw refuse("spec.memory must be at least 4Mi", "Give it more") }
    }

    /// Whole processors; nil where the order says nothing.
    var cpus: Int? { order.cpuCores.map { max(1, Int($0)) } }

    /// MiB in steps of four, as vSphere gives memory; nil where the order says nothing.
    var memory: Int64? { order.memory.map { (($0.value + (4 << 20) - 1) >> 22) << 2 } }

    /// What a machine is made with: its identity, size and devices.
    ///
    /// - Parameters:
    ///   - name: what it is called.
    ///   - note: what Strata notes of it.
    ///   - devices: `deviceChange` elements.
    func birth(name: String, note: OwnerNote, datastore: String, devices: [XMLElement]) -> XMLElement {
        // In the order of VirtualMachineConfigSpec, which the schema fixes.
        var parts: [XMLElement] = [
            .plain("name", Landscape.encoded(name)), .plain("instanceUuid", order.uid.text), .plain("guestId", options.guestID),
            .plain("annotation", note.write(over: "")),
            XMLElement("files", [], [.plain("vmPathName", "[\(datastore)]")]),
            .plain("numCPUs", cpus ?? 1), .plain("memoryMB", memory ?? Self.standardMemory),
            .plain("memoryHotAddEnabled", options.hotAdd), .plain("cpuHotAddEnabled", options.hotAdd),
        ]
        parts += devices
        parts += advanced(guestInfo.merging(options.config) { $1 })
        if options.firmware == .efi { parts.append(.plain("firmware", "efi")) }
        return XMLElement("config", [], parts)
    }

    /// Advanced settings as `extraConfig` elements.
    func advanced(_ settings: [String: String]) -> [XMLElement] {
        settings.sorted { $0.key < $1.key }.map { key, value in
            XMLElement("extraConfig", [], [.plain("key", key), XMLElement("value", [("xsi:type", "xsd:string")], text: value)])
        }
    }

    /// What cloud-init in the guest reads (cloud-init, "VMware" data source).
    var guestInfo: [String: String] {
        guard options.cloudInit.isOffered else { return [:] }
        let seed = CloudInitSeed(uid: order.uid, hostname: order.hostname, options: options.cloudInit, mac: nil)
        let base64 = { (bytes: [UInt8]) in Data(bytes).base64EncodedString() }
        var metaData = seed.metaData
        if let network = seed.networkConfig, var json = try? JSONValue(parsing: metaData) {
            json["network"] = .string(base64(network))
            json["network.encoding"] = "base64"
            metaData = json.encoded()
        }
        return [
            "guestinfo.metadata": base64(metaData), "guestinfo.metadata.encoding": "base64",
            "guestinfo.userdata": base64(seed.userData), "guestinfo.userdata.encoding": "base64",
        ]
    }

    /// A controller and a disk on it.
    ///
    /// - Parameter kibibytes: the disk's size.
    func disk(kibibytes: Int64, datastore: String) -> [XMLElement] {
        let controller = XMLElement.typed(
            "device", options.controller.rawValue,
            [.plain("key", 1000), .plain("busNumber", 0), .plain("sharedBus", "noSharing")])
        let backing = XMLElement.typed(
            "backing", "VirtualDiskFlatVer2BackingInfo",
            [.plain("fileName", "[\(datastore)]"), .plain("diskMode", "persistent"), .plain("thinProvisioned", true)])
        let disk = XMLElement.typed(
            "device", "VirtualDisk",
            [
                .plain("key", -101), backing, .plain("controllerKey", 1000), .plain("unitNumber", 0), .plain("capacityInKB", kibibytes),
            ])
        return [
            XMLElement("deviceChange", [], [.plain("operation", "add"), controller]),
            XMLElement("deviceChange", [], [.plain("operation", "add"), .plain("fileOperation", "create"), disk]),
        ]
    }

    /// A network card.
    func card(on backing: XMLElement) -> XMLElement {
        let card = XMLElement.typed(
            "device", options.adapter.rawValue,
            [
                .plain("key", -201), backing,
                XMLElement(
                    "connectable", [],
                    [.plain("startConnected", true), .plain("allowGuestControl", true), .plain("connected", true)]),
                .plain("addressType", "generated"),
            ])
        return XMLElement("deviceChange", [], [.plain("operation", "add"), card])
    }

    /// A CD drive with an image in it, on the first IDE controller, which every machine has without being asked for it.
    func drive(with file: DatastorePath) -> XMLElement {
        let backing = XMLElement.typed("backing", "VirtualCdromIsoBackingInfo", [.plain("fileName", file)])
        let drive = XMLElement.typed(
            "device", "VirtualCdrom",
            [
                .plain("key", -301), backing,
                XMLElement(
                    "connectable", [],
                    [.plain("startConnected", true), .plain("allowGuestControl", true), .plain("connected", true)]),
                .plain("controllerKey", 200), .plain("unitNumber", 0),
            ])
        return XMLElement("deviceChange", [], [.plain("operation", "add"), drive])
    }
}

extension Landscape.Network {
    /// What a card on it is backed by.
    var backing: XMLElement {
        if let port {
            return .typed(
                "backing", "VirtualEthernetCardDistributedVirtualPortBackingInfo",
                [XMLElement("port", [], [.plain("switchUuid", port.switchUUID), .plain("portgroupKey", port.key)])])
        }
        return .typed(
            "backing", "VirtualEthernetCardNetworkBackingInfo", [.plain("deviceName", name), object.element("network")])
    }

    /// As a card's backing names it.
    var backingID: String { port?.key ?? object.id }
}
