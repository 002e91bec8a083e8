/// What a device is, apart from its model: where it is plugged in, and how it is numbered.
enum DeviceKind: Sendable, Hashable {
    case builtIn, ideController, scsiController, sataController, nvmeController, usbController, xhciController, disk, networkCard, optical,
        floppy
    case serialPort, parallelPort, soundCard, trustedModule, passthrough, usbDevice, videoCard

    /// Nil for what there is not.
    init?(_ type: String) {
        let kinds: [(String, DeviceKind)] = [
            ("VirtualDisk", .disk), ("VirtualEthernetCard", .networkCard), ("VirtualCdrom", .optical),
            ("VirtualSCSIController", .scsiController),
            ("VirtualSATAController", .sataController), ("VirtualNVMEController", .nvmeController),
            ("VirtualIDEController", .ideController),
            ("VirtualUSBController", .usbController), ("VirtualUSBXHCIController", .xhciController), ("VirtualFloppy", .floppy),
            ("VirtualSerialPort", .serialPort), ("VirtualParallelPort", .parallelPort), ("VirtualSoundCard", .soundCard),
            ("VirtualTPM", .trustedModule),
            ("VirtualPCIPassthrough", .passthrough), ("VirtualUSB", .usbDevice), ("VirtualMachineVideoCard", .videoCard),
            ("VirtualController", .builtIn),
            ("VirtualKeyboard", .builtIn), ("VirtualPointingDevice", .builtIn), ("VirtualMachineVMCIDevice", .builtIn),
        ]
        guard let found = kinds.first(where: { TypeTable.shared.derives(type, from: $0.0) }) else { return nil }
        self = found.1
    }

    var isController: Bool {
        switch self {
        case .ideController, .scsiController, .sataController, .nvmeController, .usbController, .xhciController: true
        default: false
        }
    }

    /// Whether every machine has it and keeps it.
    var isBuiltIn: Bool { self == .builtIn || self == .ideController || self == .videoCard }

    var needsController: Bool { self == .disk || self == .optical || self == .floppy }

    /// Whether it can be plugged into, and out of, what runs.
    var canComeLate: Bool {
        switch self {
        case .disk, .networkCard, .scsiController, .sataController, .nvmeController, .usbController, .xhciController, .usbDevice: true
        default: false
        }
    }

    func fits(on controller: String) -> Bool {
        func isA(_ type: String) -> Bool { TypeTable.shared.derives(controller, from: type) }
        switch self {
        case .disk:
            return isA("VirtualSCSIController") || isA("VirtualSATAController") || isA("VirtualNVMEController")
                || isA("VirtualIDEController")
        case .optical: return isA("VirtualSATAController") || isA("VirtualIDEController")
        case .floppy: return isA("VirtualSIOController")
        default: return true
        }
    }

    /// The first key on a controller of a type, and how many devices one has.
    func keys(on controller: String) -> (first: Int64, count: Int64) {
        if TypeTable.shared.derives(controller, from: "VirtualSATAController") { return (16_000, 30) }
        if TypeTable.shared.derives(controller, from: "VirtualNVMEController") { return (32_000, 64) }
        if TypeTable.shared.derives(controller, from: "VirtualIDEController") { return (3000, 2) }
        if TypeTable.shared.derives(controller, from: "VirtualSIOController") { return (8000, 2) }
        return (2000, 16)
    }

    /// The key of the first one.
    var firstKey: Int64 {
        switch self {
        case .ideController: 200
        case .scsiController: 1000
        case .sataController: 15_000
        case .nvmeController: 31_000
        case .usbController: 7000
        case .xhciController: 14_000
        case .networkCard: 4000
        case .soundCard: 5000
        case .serialPort: 9000
        case .parallelPort: 10_000
        case .trustedModule: 11_000
        case .passthrough: 13_000
        case .usbDevice: 7500
        default: 20_000
        }
    }

    /// How many a machine may have.
    var most: Int {
        switch self {
        case .ideController: 2
        case .scsiController, .sataController, .nvmeController: 4
        case .usbController, .xhciController, .soundCard, .trustedModule: 1
        case .networkCard: 10
        case .serialPort: 32
        case .parallelPort: 3
        default: 128
        }
    }

    func label(_ number: Int64) -> String {
        switch self {
        case .disk: "Hard disk \(number)"
        case .networkCard: "Network adapter \(number)"
        case .optical: "CD/DVD drive \(number)"
        case .scsiController: "SCSI controller \(number)"
        case .sataController: "SATA controller \(number)"
        case .nvmeController: "NVME controller \(number)"
        case .ideController: "IDE \(number)"
        case .usbController: "USB controller"
        case .xhciController: "USB xHCI controller"
        case .floppy: "Floppy drive \(number)"
        case .serialPort: "Serial port \(number)"
        case .parallelPort: "Parallel port \(number)"
        case .soundCard: "Sound card"
        case .trustedModule: "Virtual TPM"
        case .passthrough: "PCI device \(number - 1)"
        case .usbDevice: "USB \(number)"
        case .videoCard: "Video card"
        case .builtIn: "Device"
        }
    }
}
