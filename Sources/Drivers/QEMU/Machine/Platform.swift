/// What QEMU emulates for guests of one architecture.
struct Platform: Sendable, Equatable {
    /// How a board's devices are connected, which is part of their names.
    enum Bus: String, Sendable {
        case pci
        /// The channels of mainframes.
        case ccw
    }

    /// As the kernel names it.
    var architecture: String
    /// As Debian names it, which images do.
    var debianName: String
    var emulator: String
    /// The Debian package that the emulator is in.
    var package: String
    /// The name of the board without a version, then the version to use, such as `pc-q35-7.2`.
    var board: String
    /// What is added to the board where instructions are translated.
    var boardOptions = ""
    /// The board's first serial line, as Linux names it.
    var console: String
    var bus = Bus.pci
    /// The processor where instructions are translated.
    var processor = "max"
    /// Of what the guest's memory is a multiple, in MiB.
    var memoryStep: Int64 = 1
    /// Whether a guest can be asked to power off by the board.
    var hasPowerButton = true
    /// Whether QEMU brings a firmware of the board's own that starts disks: SeaBIOS, SLOF, the loader of s390x.
    var hasBuiltInFirmware = true
    /// The firmware that starts disks by the rules of UEFI; nil where the board knows none.
    var uefi: Firmware?
    /// Whether devices are plugged into ports that the board must have from the start: PCI Express. Elsewhere they are plugged into the bus itself.
    var hasSparePorts: Bool { bus == .pci && architecture != "ppc64le" }
    /// How a CD is connected. PCs have drives that every installer knows; U-Boot reads nothing behind SCSI.
    var opticalDrive = OpticalDrive.scsi

    enum OpticalDrive: Sendable {
        case sata
        case scsi
        /// As a disk that cannot be written to.
        case disk
    }

    static let known = [
        Platform(
            architecture: "x86_64", debianName: "amd64", emulator: "qemu-system-x86_64", package: "qemu-system-x86", board: "q35",
            console: "ttyS0", uefi: .ovmf, opticalDrive: .sata),
        Platform(
            architecture: "aarch64", debianName: "arm64", emulator: "qemu-system-aarch64", package: "qemu-system-arm", board: "virt",
            // Without the emulation of pointer authentication by the architecture's own cipher, which takes half of the time.
            boardOptions: "gic-version=3", console: "ttyAMA0", processor: "max,pauth-impdef=on", hasBuiltInFirmware: false, uefi: .aavmf),
        Platform(
            architecture: "riscv64", debianName: "riscv64", emulator: "qemu-system-riscv64", package: "qemu-system-misc", board: "virt",
            console: "ttyS0", processor: "rv64", hasPowerButton: false, hasBuiltInFirmware: false, uefi: .uBoot, opticalDrive: .disk),
        Platform(
            architecture: "ppc64le", debianName: "ppc64el", emulator: "qemu-system-ppc64", package: "qemu-system-ppc", board: "pseries",
            // TCG has none of the mitigations that the board asks for by itself.
            boardOptions: "cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken", console: "hvc0", processor: "power9", memoryStep: 256),
        Platform(
            architecture: "s390x", debianName: "s390x", emulator: "qemu-system-s390x", package: "qemu-system-misc",
            board: "s390-ccw-virtio", console: "ttysclp0", bus: .ccw),
    ]

    /// The platform of an architecture, by the kernel's or Debian's name of it.
    static func named(_ architecture: String) -> Platform? {
        known.first { $0.debianName == architecture || $0.architecture == architecture }
    }

    /// The versioned name behind the board's, from what `-machine help` prints: `q35   Standard PC … (alias of pc-q35-7.2)`. A board without versions
    /// keeps its name.
    ///
    /// A machine keeps the version it was made with, so that it looks the same to its guest after QEMU was upgraded.
    func currentBoard(in help: String) -> String? {
        for line in help.split(separator: "\n") where line.split(separator: " ").first.map(String.init) == board {
            guard let alias = line.firstRange(of: "(alias of ") else { return board }
            let name = line[alias.upperBound...].prefix { $0 != ")" }
            let isName = name.utf8.allSatisfy {
                ("0"..."z").contains(Character(UnicodeScalar($0))) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            }
            return isName && !name.isEmpty && name.utf8.count <= 64 ? String(name) : nil
        }
        return nil
    }

    /// The name of a device on the board's bus: `virtio-net-pci`.
    func device(_ name: String) -> String { "\(name)-\(bus.rawValue)" }

    /// The guest's memory as QEMU is told it, in MiB: a part of a step counts as one.
    func mebibytes(_ bytes: Int64) -> Int64 {
        let size = MachineArguments.mebibytes(bytes)
        return (size + memoryStep - 1) / memoryStep * memoryStep
    }
}
