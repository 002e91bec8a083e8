import StrataAPI
import StrataCloudInit

/// `spec.stack.libvirt` of an instance.
struct MachineOptions: Sendable, Equatable {
    /// What a machine shows its picture on.
    enum Display: String, Sendable, CaseIterable {
        case none
        case standard
        case virtio
    }

    /// What starts a disk or a CD.
    enum Firmware: String, Sendable, CaseIterable {
        case auto
        case bios
        case uefi
    }

    /// What makes a machine's disk unreadable without its key.
    enum Encryption: String, Sendable, CaseIterable {
        case none
        case luks
    }

    /// A network of libvirt's; `none` for no card; empty for the site's.
    var network = ""
    var display: Display?
    var firmware = Firmware.auto
    var cpuModel = ""
    var kernelArguments: [String] = []
    var cloudInit = CloudInit()
    var encryption = Encryption.none

    static let schema = Schema<MachineOptions>.object("What libvirt has beyond the portable fields.", initial: MachineOptions()) {
        Field(
            "network", \.network, .string(StringRule(length: 0...64, check: name)),
            "The network of libvirt's that the machine is on; none for no network card; the site's when left out.")
        Field(
            "display", \.display, .cases,
            "none; standard: a VGA card, which every system knows; virtio: faster where the guest has a driver. When left out, standard for machines that start from a disk, else none."
        )
        Field(
            "firmware", \.firmware, .cases, default: .auto,
            "What starts a disk or a CD: bios; uefi; auto: what is usual for the architecture.")
        Field(
            "cpuModel", \.cpuModel, .string(StringRule(length: 0...64, check: name)),
            "The processor that the guest sees, such as EPYC (`virsh cpu-models x86_64`); the host's, or all that can be translated, when left out."
        )
        Field(
            "kernelArguments", \.kernelArguments, .list(.string(StringRule(length: 1...256, check: word))),
            "Further words of the kernel's command line, for images that are started by their kernel.")
        Field("cloudInit", \.cloudInit, CloudInit.schema, "What cloud-init in the guest is told, beyond host name and network.")
        Field(
            "encryption", \.encryption, .cases, default: Encryption.none,
            "Whether the machine's own disk is encrypted: none; luks, with a key that libvirt's daemon keeps. It is chosen when the machine is made."
        )
    }

    private static let name: @Sendable (String) -> String? = { text in
        text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
            ? nil : "must consist of letters, digits, '.', '_' and '-'"
    }

    private static let word: @Sendable (String) -> String? = { text in
        text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F } ? nil : "must be one word of printable ASCII"
    }
}
