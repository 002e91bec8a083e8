import StrataAPI

/// What /proc/cpuinfo says, which each architecture writes in its own way.
struct ProcessorInfo {
    private(set) var model = ""
    private(set) var count = 0
    private var flags: Set<Substring> = []
    private var hasFlags = false

    init(parsing text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].trimmingBlanks
            let value = line[line.index(after: colon)...].trimmingBlanks
            switch key {
            case "processor": count += 1
            case "cpu", "Model", "uarch", "vendor_id": if model.isEmpty { model = String(value).printable(limit: 100) }
            case "model name": if !value.isEmpty { model = String(value).printable(limit: 100) }
            case "flags", "Features", "features":
                guard !hasFlags else { continue }
                hasFlags = true
                flags = Set(value.split(separator: " "))
            // On s390x the number is part of the key.
            default: if key.hasPrefix("processor ") { count += 1 }
            }
        }
    }

    /// What the processor has for hypervisors. x86 and s390x show it; on Arm, POWER and RISC-V no flag does.
    func virtualization(_ architecture: String) -> Reading<String> {
        switch architecture {
        case "x86_64", "i386":
            guard hasFlags else { return .unknown("/proc/cpuinfo shows no flags") }
            return .known(flags.contains("vmx") ? "vmx" : flags.contains("svm") ? "svm" : "")
        case "s390x":
            guard hasFlags else { return .unknown("/proc/cpuinfo shows no features") }
            return .known(flags.contains("sie") ? "sie" : "")
        case "": return .unknown("the architecture is unknown")
        default: return .unknown("no file says it on \(architecture)")
        }
    }

    var nestedPaging: Reading<Bool> {
        guard hasFlags, flags.contains("vmx") || flags.contains("svm") else {
            return hasFlags && flags.contains("fpu") ? .known(false) : .unknown("/proc/cpuinfo does not say it")
        }
        return .known(flags.contains("ept") || flags.contains("npt"))
    }

    /// Whether an x86 processor says that a hypervisor is above it.
    var isVirtual: Reading<Bool> { hasFlags ? .known(flags.contains("hypervisor")) : .unknown("/proc/cpuinfo shows no flags") }
}
