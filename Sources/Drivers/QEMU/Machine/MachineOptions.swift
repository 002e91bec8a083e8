import StrataAPI
import StrataCloudInit

/// `spec.stack.qemu-tcg` and `spec.stack.qemu-kvm` of an instance.
struct MachineOptions: Sendable, Equatable {
    /// Where a machine's network card leads.
    enum Network: String, Sendable, CaseIterable {
        case managed
        case none
    }

    /// What a machine shows its picture on.
    enum Display: String, Sendable, CaseIterable {
        case none
        case standard
        case virtio
    }

    var network = Network.managed
    /// Nil for the standard one where a PC starts from a disk, else none.
    var display: Display?
    var cpuModel = ""
    var kernelArguments: [String] = []
    var firmware = FirmwareChoice.auto
    var cloudInit = CloudInit()

    static let schema = Schema<MachineOptions>.object("What QEMU has beyond the portable fields.", initial: MachineOptions()) {
        Field("network", \.network, .cases, default: .managed, "managed: an address on the bridge strata0, by DHCP; none: no network card.")
        Field(
            "display", \.display, .cases,
            "none; standard: a VGA card, which every system knows; virtio: faster where the guest has a driver. When left out, standard for PCs that start from a disk, else none."
        )
        Field(
            "cpuModel", \.cpuModel, .string(StringRule(length: 0...64, check: cpuModel)),
            "The processor that the guest sees, such as EPYC (`qemu-system-x86_64 -cpu help`); max or host when left out.")
        Field(
            "kernelArguments", \.kernelArguments, .list(.string(StringRule(length: 1...256, check: word))),
            "Further words of the kernel's command line, for images that are started by their kernel.")
        Field(
            "firmware", \.firmware, .cases, default: .auto,
            "What starts a disk or a CD: bios, the board's own; uefi; auto: the board's own where there is one, else UEFI.")
        Field("cloudInit", \.cloudInit, CloudInit.schema, "What cloud-init in the guest is told, beyond host name and network.")
    }

    private static let cpuModel: @Sendable (String) -> String? = { text in
        let isModel = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._-".utf8.contains(byte)
        }
        return isModel ? nil : "must be the name of a processor model: letters, digits, '.', '_' and '-'"
    }

    private static let word: @Sendable (String) -> String? = { text in
        text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F } ? nil : "must be one word of printable ASCII"
    }
}
