import StrataAPI
import StrataCloudInit
import StrataDriverKit

/// `spec.stack.vsphere` of an instance.
struct MachineOptions: Sendable, Equatable {
    var host = ""
    var datastore = ""
    var network = ""
    var guestID = "otherLinux64Guest"
    var firmware = Firmware.bios
    var controller = Controller.paravirtual
    var adapter = Adapter.vmxnet3
    var hotAdd = true
    var cloudInit = CloudInit()
    /// Further advanced settings.
    var config: [String: String] = [:]
    /// Values of custom attributes, by their names.
    var attributes: [String: String] = [:]
    /// `CATEGORY/NAME`.
    var tags: [String] = []

    enum Firmware: String, Sendable, CaseIterable {
        case bios = "BIOS"
        case efi = "UEFI"
    }

    /// What the disk is on, by the interface's types.
    enum Controller: String, Sendable, CaseIterable {
        case paravirtual = "ParaVirtualSCSIController"
        case lsiLogic = "VirtualLsiLogicController"
        case lsiLogicSAS = "VirtualLsiLogicSASController"
    }

    /// The network card, by the interface's types.
    enum Adapter: String, Sendable, CaseIterable {
        case vmxnet3 = "VirtualVmxnet3"
        case e1000e = "VirtualE1000e"
        case e1000 = "VirtualE1000"
    }

    static let schema = Schema<MachineOptions>.object("What vSphere has beyond the portable fields.", initial: MachineOptions()) {
        Field("host", \.host, .string(name), "The host it is on; vSphere's choice when left out. A change moves it there, while it runs.")
        Field(
            "datastore", \.datastore, .string(name),
            "The datastore of its disks; the Site's choice when left out. A change moves them there, while it runs.")
        Field("network", \.network, .string(name), "The network or port group its card is on; the Site's when left out.")
        Field(
            "guestID", \.guestID, .string(StringRule(length: 1...64, check: { MachineNaming.isWord($0) ? nil : "must be a plain word" })),
            default: "otherLinux64Guest", isImmutable: true,
            "What runs in it, as VirtualMachineGuestOsIdentifier has it: debian12_64Guest, windows2022srvNext_64Guest, …")
        Field("firmware", \.firmware, .cases, default: .bios, isImmutable: true, "What starts it.")
        Field("controller", \.controller, .cases, default: .paravirtual, isImmutable: true, "What its disk is on.")
        Field("adapter", \.adapter, .cases, default: .vmxnet3, isImmutable: true, "What its network card is.")
        Field(
            "hotAdd", \.hotAdd, .bool, default: true,
            "Whether processors and memory can be added while it runs. vSphere then hides the hosts' NUMA nodes from it.")
        Field("cloudInit", \.cloudInit, CloudInit.schema, isImmutable: true, "What cloud-init in the guest is told, through guestinfo.")
        Field(
            "config", \.config, .strings(keys: StringRule(length: 1...128, check: problem)),
            "Advanced settings (extraConfig), as vSphere has them. Those that Strata sets are refused.")
        Field(
            "attributes", \.attributes,
            .strings(
                keys: StringRule(length: 1...256, check: { $0 == AttributeNames.owner ? "is Strata's own" : nil }),
                values: StringRule(length: 0...255)),
            "Values of vCenter's custom attributes, by their names. Others that it has stay.")
        Field(
            "tags", \.tags,
            .list(
                .string(
                    StringRule(
                        length: 3...513,
                        check: { text in
                            let parts = text.split(separator: "/", maxSplits: 1)
                            return parts.count == 2 && !text.hasPrefix("/") ? nil : "must be CATEGORY/NAME"
                        }))),
            "vCenter's tags of these categories that it has, as CATEGORY/NAME. Tags of other categories stay.")
    }

    private static let name = StringRule(
        length: 0...80, check: { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? "must be one line" : nil })

    private static func problem(_ key: String) -> String? {
        guard key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return "must be a key of advanced settings" }
        return ["guestinfo.userdata", "guestinfo.metadata"].contains { key.hasPrefix($0) } ? "is set by Strata from cloudInit" : nil
    }
}
