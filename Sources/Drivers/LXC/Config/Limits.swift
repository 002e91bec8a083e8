import StrataLinuxHost

extension Limits {
    /// The lines of the configuration file, for those limits that are set.
    func lines(_ layout: CgroupLayout) -> [String] {
        settings(layout).compactMap { setting in
            let isSet =
                switch setting.field {
                case "spec.cpu": cpuCores != nil
                case "spec.memory": memory != nil
                default: processes != nil
                }
            guard isSet else { return nil }
            let controller = String(setting.file.prefix { $0 != "." })
            return "lxc.\(layout.isLegacy(controller) ? "cgroup" : "cgroup2").\(setting.file) = \(setting.value)"
        }
    }

    /// The limits in a configuration, of either generation of control groups.
    init(_ config: ContainerConfig) {
        self.init()
        let memory = config.value("lxc.cgroup2.memory.max") ?? config.value("lxc.cgroup.memory.limit_in_bytes")
        self.memory = memory.flatMap(Self.bytes)
        processes = (config.value("lxc.cgroup2.pids.max") ?? config.value("lxc.cgroup.pids.max")).flatMap { Int($0) }.flatMap {
            $0 > 0 ? $0 : nil
        }
        if let words = config.value("lxc.cgroup2.cpu.max")?.split(separator: " "), let quota = words.first.flatMap({ Double($0) }) {
            cpuCores = quota / (words.count > 1 ? Double(words[1]) ?? 100_000 : 100_000)
        } else if let quota = config.value("lxc.cgroup.cpu.cfs_quota_us").flatMap({ Double($0) }), quota > 0 {
            cpuCores = quota / (config.value("lxc.cgroup.cpu.cfs_period_us").flatMap { Double($0) } ?? 100_000)
        }
    }

    /// The kernel's notation: a number with K, M or G for powers of 1024 (memparse).
    private static func bytes(_ text: String) -> Int64? {
        let shift: Int64? =
            switch text.last {
            case "K", "k": 10
            case "M", "m": 20
            case "G", "g": 30
            default: nil
            }
        guard let number = Int64(shift == nil ? text[...] : text.dropLast()), number > 0 else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
        return overflow ? nil : product
    }
}
