import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// A container's limits in the words of its host's control groups.
struct Limits: Sendable, Equatable {
    var cpuCores: Double?
    /// In bytes.
    var memory: Int64?
    var processes: Int?

    /// The CPU controller's accounting period, in microseconds (cgroups(7), cpu.cfs_period_us).
    private static let period = 100_000

    /// The settings for the controllers, by file name, with the field each is for. A limit that is absent is lifted.
    func settings(_ layout: CgroupLayout) -> [(field: String, file: String, value: String)] {
        var settings: [(field: String, file: String, value: String)] = []
        let quota = cpuCores.map { max(Int(($0 * Double(Self.period)).rounded()), 1_000) }
        if layout.isLegacy("cpu") {
            settings.append(("spec.cpu", "cpu.cfs_period_us", "\(Self.period)"))
            settings.append(("spec.cpu", "cpu.cfs_quota_us", "\(quota ?? -1)"))
        } else {
            settings.append(("spec.cpu", "cpu.max", "\(quota.map(String.init) ?? "max") \(Self.period)"))
        }
        if layout.isLegacy("memory") {
            settings.append(("spec.memory", "memory.limit_in_bytes", "\(memory ?? -1)"))
        } else {
            settings.append(("spec.memory", "memory.max", memory.map(String.init) ?? "max"))
        }
        settings.append(("spec.processes", "pids.max", processes.map(String.init) ?? "max"))
        return settings
    }

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

    init(cpuCores: Double? = nil, memory: Int64? = nil, processes: Int? = nil) {
        self.cpuCores = cpuCores
        self.memory = memory
        self.processes = processes
    }

    init(_ order: Order) {
        self.init(cpuCores: order.cpuCores, memory: order.memory?.value, processes: order.processes)
    }

    /// The limits in a configuration, of either generation of control groups.
    init(_ config: ContainerConfig) {
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
