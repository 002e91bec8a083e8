import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// What the kernel holds a running container's processes to (cgroups(7)), in whichever generation of control groups.
struct LiveLimits: Sendable, Equatable {
    private var limits = Limits()
    /// Which of them were told.
    private var known: Set<String> = []

    /// Whether the kernel was asked and told.
    var isKnown: Bool { !known.isEmpty }

    /// Reads the contents of ``LimitFiles``, by their paths.
    init(_ contents: [String: String]) {
        var period = 100_000.0
        var quota: Double?
        for (path, content) in contents {
            let words = content.split(whereSeparator: \.isWhitespace)
            guard let first = words.first else { continue }
            switch path.split(separator: "/").last {
            case "cpu.cfs_period_us": period = Double(first) ?? period
            case "cpu.cfs_quota_us":
                known.insert("spec.cpu.cores")
                quota = Double(first)
            case "cpu.max":
                known.insert("spec.cpu.cores")
                quota = Double(first)
                if words.count > 1 { period = Double(words[1]) ?? period }
            case "memory.limit_in_bytes", "memory.max":
                known.insert("spec.memory")
                // Version 1 says the largest number of whole pages for none.
                limits.memory = Int64(first).flatMap { $0 < Int64.max - (1 << 20) ? $0 : nil }
            case "pids.max":
                known.insert("spec.processes")
                limits.processes = Int(first)
            default: continue
            }
        }
        limits.cpuCores = quota.flatMap { $0 > 0 && period > 0 ? $0 / period : nil }
    }

    /// What the kernel holds the container to where that is not what its configuration says, by field; null for no limit.
    func deviations(from config: Limits) -> [String: JSONValue] {
        var deviations: [String: JSONValue] = [:]
        if known.contains("spec.cpu.cores"), abs((limits.cpuCores ?? 0) - (config.cpuCores ?? 0)) > 0.01 {
            deviations["spec.cpu.cores"] = limits.cpuCores.map { .amount($0) } ?? .null
        }
        // The kernel keeps whole pages, of at most 64 KiB.
        if known.contains("spec.memory"), abs((limits.memory ?? 0) - (config.memory ?? 0)) >= 64 << 10 {
            deviations["spec.memory"] = limits.memory.map { .string(Quantity(bytes: $0).text) } ?? .null
        }
        if known.contains("spec.processes"), limits.processes != config.processes {
            deviations["spec.processes"] = limits.processes.map { .int(Int64($0)) } ?? .null
        }
        return deviations
    }
}
