import StrataDriverKit

/// Makes the smallest virtual machine: Debian's kernel for virtual machines, and a system in memory of Debian's busybox-static, both of the
/// architecture's own packages.
///
/// It starts in seconds even where every instruction is translated, takes an address by DHCP, gives a shell on its console, and powers off when
/// its power button is pressed.
struct TinyRecipe: Sendable {
    let machine: any Machine
    let directory: String
    let architecture: String

    /// What the machine needs of the kernel that may be in modules. `button` and `evdev` tell of the power button, where there is ACPI; `gpio_keys` elsewhere.
    private static let modules = [
        "virtio_pci", "virtio_mmio", "virtio_ccw", "virtio_net", "virtio_blk", "virtio_balloon", "virtio_console", "button", "gpio_keys",
        "evdev", "af_packet",
    ]

    /// The packages that depend on the current kernel, for virtual machines where Debian has one apart.
    private static let kernels = [
        "amd64": "linux-image-cloud-amd64", "arm64": "linux-image-cloud-arm64", "ppc64el": "linux-image-powerpc64le",
        "riscv64": "linux-image-riscv64", "s390x": "linux-image-s390x",
    ]

    /// - Returns: the path of a tar file in `place` that holds `kernel` and `initrd`, the same bytes each time the packages are the same.
    func make(in place: String, report: @Sendable (ImageProgress) -> Void) async throws(ImageError) -> String {
        var packages = PackageFiles(machine: machine, directory: directory, source: "tiny")
        guard let current = Self.kernels[architecture] else {
            throw .buildFailed(source: "tiny", answer: "Debian has no kernel for virtual machines of \(architecture)", hint: "")
        }
        let busybox: StaticBusybox
        if architecture == Architecture.machine {
            report(ImageProgress(phase: "looking for busybox", percent: 0))
            busybox = try await StaticBusybox.find(packages, in: place, report: report)
        } else {
            report(ImageProgress(phase: "reading the mirror's package lists", percent: 0))
            packages = try await packages.foreign(architecture, in: place)
            busybox = try await StaticBusybox.foreign(packages, in: place)
        }
        report(ImageProgress(phase: "downloading the kernel", percent: 20))
        let package = try await packages.dependency(of: current, beginning: "linux-image-")
        let files = try await packages.unpack(package, in: place)
        report(ImageProgress(phase: "packing the machine", percent: 80))
        let kernel = try await kernel(in: "\(files)/boot", packages)
        let modules = try await KernelModules(below: files, packages).load(Self.modules)
        var tar = TarImage()
        tar.addFile("kernel", kernel)
        tar.addFile("initrd", Self.initrd(busybox, modules))
        tar.finish()
        let target = "\(place)/tiny.tar"
        do {
            try await machine.write(target, tar.bytes)
        } catch {
            throw ImageError(error, attempt: "write \(target)", directory: directory)
        }
        report(ImageProgress(phase: "done", percent: 100))
        return target
    }

    private func kernel(in boot: String, _ packages: PackageFiles) async throws(ImageError) -> [UInt8] {
        let names = try await packages.names(in: boot)
        guard let name = names.first(where: { $0.hasPrefix("vmlinuz-") || $0.hasPrefix("vmlinux-") }),
            let bytes = try await packages.read("\(boot)/\(name)")
        else {
            throw .buildFailed(source: "tiny", answer: "the kernel's package holds no kernel", hint: "")
        }
        return bytes
    }

    static func initrd(_ busybox: StaticBusybox, _ modules: [(name: String, content: [UInt8])]) -> [UInt8] {
        var cpio = CpioWriter()
        for (name, mode) in TinyFiles.directories { cpio.addDirectory(name, mode: mode) }
        cpio.addFile("bin/busybox", mode: 0o755, busybox.program)
        for link in busybox.links { cpio.addSymbolicLink(link.name, to: link.target) }
        for file in TinyFiles.files { cpio.addFile(file.name, mode: file.mode, Array(file.content.utf8)) }
        cpio.addFile("modules/order", Array(modules.map { "\($0.name)\n" }.joined().utf8))
        for module in modules { cpio.addFile("modules/\(module.name).ko", module.content) }
        cpio.finish()
        return cpio.bytes
    }
}
