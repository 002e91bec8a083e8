import StrataAPI

/// What new machines of one architecture are made of.
struct Platform: Sendable, Equatable {
    /// As libvirt and the kernel name it.
    var architecture: String
    /// As Debian names it, which images do.
    var debianName: String
    /// The Debian package that QEMU for it is in.
    var package: String
    var board: String
    /// The board's first serial line, as Linux names it.
    var console: String
    /// Whether disks are started by UEFI unless something else is asked for.
    var usesUEFI = false
    /// Whether the board is a PC, with ACPI, an APIC and drives that every installer knows.
    var isPC: Bool { architecture == "x86_64" }
    /// How a CD is connected.
    var opticalBus: String { isPC ? "sata" : "scsi" }

    static let known = [
        Platform(architecture: "x86_64", debianName: "amd64", package: "qemu-system-x86", board: "q35", console: "ttyS0"),
        Platform(
            architecture: "aarch64", debianName: "arm64", package: "qemu-system-arm", board: "virt", console: "ttyAMA0", usesUEFI: true),
        Platform(architecture: "riscv64", debianName: "riscv64", package: "qemu-system-misc", board: "virt", console: "ttyS0"),
        Platform(architecture: "ppc64le", debianName: "ppc64el", package: "qemu-system-ppc", board: "pseries", console: "hvc0"),
        Platform(architecture: "s390x", debianName: "s390x", package: "qemu-system-misc", board: "s390-ccw-virtio", console: "ttysclp0"),
    ]

    /// The platform of an architecture, by the kernel's or Debian's name of it.
    static func named(_ architecture: String) -> Platform? {
        known.first { $0.debianName == architecture || $0.architecture == architecture }
    }
}
