import StrataAPI
package import StrataDriverKit

/// A container's limits in the words of its host's control groups.
package struct Limits: Sendable, Equatable {
    package var cpuCores: Double?
    /// In bytes.
    package var memory: Int64?
    package var processes: Int?

    /// The CPU controller's accounting period, in microseconds (cgroups(7), cpu.cfs_period_us).
    private static let period = 100_000

    /// The settings for the controllers, by file name, with the field each is for. A limit that is absent is lifted.
    package func settings(_ layout: CgroupLayout) -> [(field: String, file: String, value: String)] {
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

    package init(cpuCores: Double? = nil, memory: Int64? = nil, processes: Int? = nil) {
        self.cpuCores = cpuCores
        self.memory = memory
        self.processes = processes
    }

    package init(_ order: Order) {
        self.init(cpuCores: order.cpuCores, memory: order.memory?.value, processes: order.processes)
    }
}
