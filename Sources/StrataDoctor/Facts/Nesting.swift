import StrataAPI

/// Whether a Linux system is inside a container or a virtual machine, by the signs that systemd-detect-virt(1) goes by.
struct Nesting {
    let record: MachineRecord
    let architecture: String

    /// The kind of container, empty for none.
    var container: Reading<String> {
        if case .text(let name) = record["/run/systemd/container"], !name.firstLine.isEmpty { return .known(name.firstLine) }
        if record["?/run/.containerenv"] == .text("") { return .known("podman") }
        if case .text(let environment) = record["/proc/1/environ"] {
            for entry in environment.split(separator: "\0") where entry.hasPrefix("container=") {
                return .known(String(entry.dropFirst(10)).printable(limit: 40))
            }
        }
        if record["/proc/sys/kernel/osrelease"].contains("Microsoft") || record["/proc/sys/kernel/osrelease"].contains("microsoft") {
            return .known("wsl")
        }
        // Process 2 is the kernel's own everywhere but in a process namespace.
        switch record["/proc/2/comm"] {
        case .text(let name) where name.firstLine == "kthreadd": return .known("")
        case .text, .absent:
            guard record["/proc/1/comm"] != .absent else { return .unknown("/proc does not show the first processes") }
            return .known(record["?/.dockerenv"] == .text("") ? "docker" : "a container of unknown kind")
        case .unreadable(let why): return .unknown("/proc/2/comm: \(why)")
        }
    }

    /// The hypervisor's name, empty for none.
    var hypervisor: Reading<String> {
        if case .text(let capabilities) = record["/proc/xen/capabilities"], capabilities.contains("control_d") { return .known("") }
        if case .text(let type) = record["/sys/hypervisor/type"], !type.firstLine.isEmpty { return .known(type.firstLine) }
        if case .text(let compatible) = record["/proc/device-tree/hypervisor/compatible"], !compatible.isEmpty {
            return .known(
                compatible.split(whereSeparator: { $0 == "\0" || $0 == "," }).last.map { String($0).printable(limit: 40) } ?? "kvm")
        }
        switch architecture {
        case "x86_64", "i386": return personalComputer
        case "s390x": return mainframe
        case "ppc64le", "ppc64":
            switch record["/proc/ppc64/lparcfg"] {
            case .text: return .known("PowerVM")
            case .absent: return .unknown("no logical partition is shown, and nothing says that there is no hypervisor")
            case .unreadable(let why): return .unknown("/proc/ppc64/lparcfg: \(why)")
            }
        default:
            if let name = product { return .known(name) }
            if case .text(let vendor) = record["/sys/class/dmi/id/sys_vendor"], !vendor.firstLine.isEmpty { return .known("") }
            return .unknown("nothing says on \(architecture.isEmpty ? "an unknown architecture" : architecture) whether there is one")
        }
    }

    private var personalComputer: Reading<String> {
        guard case .known(let text) = record.text("/proc/cpuinfo"), !text.isEmpty else {
            return .unknown("/proc/cpuinfo could not be read")
        }
        switch ProcessorInfo(parsing: text).isVirtual {
        case .unknown(let why): return .unknown(why)
        case .known(false): return .known("")
        case .known(true): return .known(product ?? "a hypervisor of unknown kind")
        }
    }

    /// STSI's answer: `VM00 Control Program: z/VM 7.3.0` or `KVM/Linux`.
    private var mainframe: Reading<String> {
        guard case .known(let text) = record.text("/proc/sysinfo"), !text.isEmpty else {
            return .unknown("/proc/sysinfo could not be read")
        }
        for line in text.split(separator: "\n") where line.hasPrefix("VM00 Control Program:") {
            return .known(String(line.dropFirst(21).trimmingBlanks).printable(limit: 60))
        }
        return .known("")
    }

    /// The hypervisor that the firmware's tables name.
    private var product: String? {
        let words = ["/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name", "/sys/class/dmi/id/bios_vendor"]
            .compactMap { record.text($0).value?.firstLine }.joined(separator: "\n")
        let names = [
            ("KVM", "kvm"), ("QEMU", "qemu"), ("VMware", "vmware"), ("VMW", "vmware"), ("innotek GmbH", "virtualbox"),
            ("VirtualBox", "virtualbox"),
            ("Xen", "xen"), ("Bochs", "bochs"), ("Parallels", "parallels"), ("BHYVE", "bhyve"), ("Hyper-V", "hyperv"),
            ("Virtual Machine", "hyperv"), ("Amazon EC2", "amazon"), ("Google Compute Engine", "google"), ("OpenStack", "kvm"),
        ]
        return names.first { words.contains($0.0) }?.1
    }
}

extension MachineRecord.Content {
    fileprivate func contains(_ text: String) -> Bool { if case .text(let own) = self { own.contains(text) } else { false } }
}
