import StrataDriverKit

/// Makes a virtual machine's disk of a Debian release: a system with cloud-init and the guest agent, which a BIOS or a UEFI starts.
///
/// No part of it is mounted: the file system is written by mke2fs(8), the boot partition by mtools(1), the table by sfdisk(8), and GRUB's first
/// stages are placed as `grub-install` would.
struct MachineRecipe: Sendable {
    let suite: String
    /// The source's name for messages.
    let source: String
    let architecture: String
    let machine: any Machine
    let directory: String
    let limits: ImageLimits

    /// What a virtual machine needs beyond the smallest system, whatever its architecture.
    private static let packages = [
        "systemd-sysv", "dbus", "udev", "iproute2", "iputils-ping", "netbase", "procps", "ifupdown", "isc-dhcp-client", "openssh-server",
        "sudo", "cloud-init", "cloud-guest-utils", "fdisk", "e2fsprogs", "qemu-guest-agent", "grub2-common",
    ]

    /// - Returns: the path of a disk in QEMU's format in `place`.
    func make(in place: String, report: @Sendable (ImageProgress) -> Void) async throws(ImageError) -> String {
        guard let boot = BootLoader.of(architecture) else {
            throw .buildFailed(source: source, answer: "there is no recipe for virtual machines of \(architecture)", hint: "")
        }
        try await lookForPrograms()
        let (root, disk, target) = ("\(place)/root", "\(place)/disk.raw", "\(place)/disk.qcow2")
        let mmdebstrap = Mmdebstrap(
            suite: suite, source: source, machine: machine, directory: directory, limits: limits,
            packages: Self.packages + boot.packages, hooks: MachineFiles.hooks(boot))
        try await mmdebstrap.make(root, in: place, report: report)
        report(ImageProgress(phase: "writing the disk", percent: 92))
        let layout = DiskLayout(hasBIOS: boot.bios != nil)
        try await run(Command("truncate", "--size=\(layout.size)", disk))
        var table = Command("sfdisk", "--quiet", disk)
        table.input = Array(layout.table.utf8)
        try await run(table)
        if boot.bios != nil {
            let files = "\(root)\(MachineFiles.directory)"
            try BIOSBoot(start: try await read("\(files)/boot.img"), core: try await read("\(files)/core.img"))
                .write(to: disk, firstSector: DiskLayout.biosStart, directory: directory)
        }
        try await writeBootPartition(of: disk, layout, boot, root)
        // GRUB of Debian 12 cannot read file systems with what newer versions of mke2fs turn on by themselves.
        try await run(
            Command(
                executable: "mke2fs",
                arguments: [
                    "-q", "-t", "ext4", "-L", "root", "-O", "^metadata_csum_seed,^orphan_file", "-d", root, "-E",
                    "offset=\(layout.rootOffset)",
                    disk, "\(layout.rootSize / 1024)k",
                ]))
        report(ImageProgress(phase: "compressing the disk", percent: 95))
        try await run(
            Command("qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", "-o", "compression_type=zstd", disk, target))
        return target
    }

    /// Makes the partition that a UEFI reads, with GRUB in it under the name that is looked for by itself.
    private func writeBootPartition(of disk: String, _ layout: DiskLayout, _ boot: BootLoader, _ root: String) async throws(ImageError) {
        let place = "\(disk)@@\(DiskLayout.bootOffset)"
        let sectors = DiskLayout.bootSize / DiskLayout.sector
        try await run(Command("mformat", "-i", place, "-v", "BOOT", "-T", "\(sectors)", "-h", "64", "-s", "32", "::"))
        try await run(Command("mmd", "-i", place, "::/EFI", "::/EFI/BOOT"))
        try await run(Command("mcopy", "-i", place, "\(root)\(MachineFiles.directory)/boot.efi", "::/EFI/BOOT/\(boot.efiName)"))
    }

    /// The programs that are needed after the long part, looked for before it.
    private func lookForPrograms() async throws(ImageError) {
        let programs = [("sfdisk", "fdisk"), ("mformat", "mtools"), ("mke2fs", "e2fsprogs"), ("qemu-img", "qemu-utils")]
        for (program, package) in programs {
            do {
                _ = try await machine.run(Command(program, program == "mke2fs" ? "-V" : "--version"))
            } catch .notFound {
                throw .missingProgram(program, package: package)
            } catch {
                throw ImageError(error, attempt: "look for \(program)", directory: directory)
            }
        }
    }

    private func read(_ path: String) async throws(ImageError) -> [UInt8] {
        do {
            if let bytes = try await machine.read(path) { return bytes }
        } catch {
            throw ImageError(error, attempt: "read \(path)", directory: directory)
        }
        throw .buildFailed(source: source, answer: "GRUB's parts were not made", hint: "")
    }

    private func run(_ command: Command) async throws(ImageError) {
        var command = command
        command.deadline = limits.duration
        do {
            try await machine.check(command)
        } catch .failed(_, _, let message) where message.contains("No space left on device") {
            throw .diskFull(directory: directory)
        } catch {
            throw ImageError(error, attempt: "make the disk of \(source)", directory: directory)
        }
    }
}
