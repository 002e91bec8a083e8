/// A firmware that starts disks by the rules of UEFI, as Debian has it.
struct Firmware: Sendable, Equatable {
    /// How a board takes it up.
    enum Form: Sendable, Equatable {
        /// As the board's flash memory, with a second one for the variables, of which every machine has a copy of its own.
        case flash(variables: String)
        /// As the first program after the board's own firmware.
        case loader
    }

    var path: String
    var form: Form
    /// The Debian package it is in.
    var package: String

    /// The files it consists of.
    var files: [String] {
        if case .flash(let variables) = form { [path, variables] } else { [path] }
    }

    static let ovmf = Firmware(
        path: "/usr/share/OVMF/OVMF_CODE_4M.fd", form: .flash(variables: "/usr/share/OVMF/OVMF_VARS_4M.fd"), package: "ovmf")
    static let aavmf = Firmware(
        path: "/usr/share/AAVMF/AAVMF_CODE.fd", form: .flash(variables: "/usr/share/AAVMF/AAVMF_VARS.fd"), package: "qemu-efi-aarch64")
    /// U-Boot offers what UEFI calls boot services (U-Boot, doc/develop/uefi/uefi.rst). It keeps no variables.
    static let uBoot = Firmware(path: "/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin", form: .loader, package: "u-boot-qemu")
}

/// `spec.stack.qemu-*.firmware`: what starts a machine's disk.
enum FirmwareChoice: String, Sendable, CaseIterable {
    /// The board's own where there is one, else UEFI.
    case auto
    /// The board's own: a PC's BIOS, SLOF of pSeries, the loader of s390x.
    case bios
    case uefi

    /// What it means for a platform: nil for the board's own firmware.
    /// - Throws: ``Refusal``.
    func firmware(on platform: Platform) throws(Refusal) -> Firmware? {
        switch self {
        case .auto where platform.hasBuiltInFirmware: return nil
        case .bios:
            guard platform.hasBuiltInFirmware else {
                throw Refusal(answer: "\(platform.board) has no firmware but UEFI", hint: "Set it to auto or uefi")
            }
            return nil
        case .auto, .uefi:
            guard let firmware = platform.uefi else {
                throw Refusal(answer: "there is no UEFI for \(platform.board)", hint: "Set it to auto or bios")
            }
            return firmware
        }
    }

    /// Why a choice cannot be met.
    struct Refusal: Error {
        var answer: String
        var hint: String
    }
}
