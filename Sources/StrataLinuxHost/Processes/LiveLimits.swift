package import StrataAPI
package import StrataDriverKit

/// What the kernel holds a running container's processes to (cgroups(7)), in whichever generation of control groups.
package struct LiveLimits: Sendable, Equatable {
    private var limits = Limits()
    /// Which of them were told.
    private var known: Set<String> = []

    /// Whether the kernel was asked and told.
    package var isKnown: Bool { !known.isEmpty }

    /// Reads the contents of ``LimitFiles``, by their paths.
    package init(_ contents: [String: String]) {
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

    /// Asks the kernel about a running container.
    ///
    /// - Parameter process: the number of its first process; nil for one that does not run, of which nothing is known.
    package static func read(
        _ process: Int?, layout: CgroupLayout, tools: any HostAccess, _ attempt: String, _ object: String, isOwn: (Substring) -> Bool
    ) async throws(DriverError) -> LiveLimits {
        guard let process, let membership = try await tools.read("/proc/\(process)/cgroup", attempt, object) else { return LiveLimits([:]) }
        let files = LimitFiles.paths(membership: String(decoding: membership, as: UTF8.self), layout: layout, isOwn: isOwn)
        return LiveLimits(try await tools.read(files, attempt, object).mapValues { String(decoding: $0, as: UTF8.self) })
    }

    /// What the kernel holds the container to where that is not what its settings say, by field; null for no limit.
    package func deviations(from wanted: Limits) -> [String: JSONValue] {
        var deviations: [String: JSONValue] = [:]
        if known.contains("spec.cpu.cores"), abs((limits.cpuCores ?? 0) - (wanted.cpuCores ?? 0)) > 0.01 {
            deviations["spec.cpu.cores"] = limits.cpuCores.map { .amount($0) } ?? .null
        }
        // The kernel keeps whole pages, of at most 64 KiB.
        if known.contains("spec.memory"), abs((limits.memory ?? 0) - (wanted.memory ?? 0)) >= 64 << 10 {
            deviations["spec.memory"] = limits.memory.map { .string(Quantity(bytes: $0).text) } ?? .null
        }
        if known.contains("spec.processes"), limits.processes != wanted.processes {
            deviations["spec.processes"] = limits.processes.map { .int(Int64($0)) } ?? .null
        }
        return deviations
    }
}

extension Limits {
    /// The limits as they would stand in a spec, by field.
    package var fields: [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        fields["spec.cpu.cores"] = cpuCores.map { .amount($0) }
        fields["spec.memory"] = memory.map { .string(Quantity(bytes: $0).text) }
        fields["spec.processes"] = processes.map { .int(Int64($0)) }
        return fields
    }
}
