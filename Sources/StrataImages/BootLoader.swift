/// How a disk of an architecture is started: GRUB in the forms that its firmwares read.
struct BootLoader: Sendable {
    /// The packages with GRUB's modules and the kernel.
    var packages: [String]
    /// GRUB's name of what a UEFI starts, and the file's name in the boot partition (UEFI specification, "Removable Media Boot Behavior").
    var efi: String
    var efiName: String
    /// GRUB's name of what a BIOS starts; nil where there is none.
    var bios: String?
    /// The first serial line, as Linux names it.
    var console: String

    static func of(_ architecture: String) -> BootLoader? {
        switch architecture {
        case "amd64":
            BootLoader(
                packages: ["linux-image-cloud-amd64", "grub-pc-bin", "grub-efi-amd64-bin"], efi: "x86_64-efi", efiName: "BOOTX64.EFI",
                bios: "i386-pc", console: "ttyS0")
        case "arm64":
            BootLoader(
                packages: ["linux-image-cloud-arm64", "grub-efi-arm64-bin"], efi: "arm64-efi", efiName: "BOOTAA64.EFI", console: "ttyAMA0")
        default: nil
        }
    }
}
