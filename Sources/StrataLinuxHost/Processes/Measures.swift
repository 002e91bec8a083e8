package import StrataAPI
package import StrataDriverKit

/// What the kernel tells about running containers, by the process id of each one's first process.
package struct Measures: Sendable {
    package struct Measured: Sendable {
        package var addresses: [String] = []
        package var startedAt: Timestamp?
        package var usage = Instance.Usage()
        /// What the files of ``LimitFiles`` hold, by their paths.
        package var limits: [String: String] = [:]
    }

    private var measured: [Int: Measured] = [:]

    package subscript(pid: Int) -> Measured? { measured[pid] }

    /// Reads the files of all containers together, twice: those of /proc, and those of the control groups they name.
    ///
    /// - Parameters:
    ///   - bootTime: when the host was started, in seconds since 1970.
    ///   - isOwn: whether a control group's name is that of a container's own.
    package static func read(
        _ pids: [Int], layout: CgroupLayout, bootTime: Int64?, tools: any HostAccess, isOwn: (Substring) -> Bool
    ) async throws(DriverError) -> Measures {
        var measures = Measures()
        guard !pids.isEmpty else { return measures }
        let names = ["cgroup", "stat", "net/fib_trie", "net/if_inet6"]
        let process = try await tools.read(
            pids.flatMap { pid in names.map { "/proc/\(pid)/\($0)" } }, "read the usage on", tools.machine.name)
        func text(_ pid: Int, _ name: String) -> String { String(decoding: process["/proc/\(pid)/\(name)"] ?? [], as: UTF8.self) }
        let files = Dictionary(
            pids.map { ($0, UsageFiles(membership: text($0, "cgroup"), layout: layout, isOwn: isOwn)) },
            uniquingKeysWith: { first, _ in first })
        let limits = Dictionary(
            pids.map { ($0, LimitFiles.paths(membership: text($0, "cgroup"), layout: layout, isOwn: isOwn)) },
            uniquingKeysWith: { first, _ in first })
        let usage = try await tools.read(
            files.values.flatMap(\.paths) + limits.values.flatMap(\.self), "read the usage on", tools.machine.name
        )
        .mapValues { String(decoding: $0, as: UTF8.self) }
        for pid in pids where process["/proc/\(pid)/stat"] != nil {
            var one = Measured()
            one.addresses =
                ProcessFiles.addresses(fibTrie: text(pid, "net/fib_trie")) + ProcessFiles.addresses(inet6: text(pid, "net/if_inet6"))
            if let ticks = ProcessFiles.startTicks(stat: text(pid, "stat")), let boot = bootTime {
                // The kernel shows times in hundredths of a second on every architecture (time(7), USER_HZ).
                one.startedAt = Timestamp(microseconds: boot &* 1_000_000 &+ ticks &* 10_000)
            }
            if let files = files[pid] { one.usage = files.usage(usage) }
            if let files = limits[pid] { one.limits = usage.filter { files.contains($0.key) } }
            measures.measured[pid] = one
        }
        return measures
    }
}

/// The control group files in which a container's usage stands (cgroups(7)).
package struct UsageFiles: Sendable {
    private var cpu: String?
    private var memory: String?
    private var processes: String?

    package init(membership: String, layout: CgroupLayout, isOwn: (Substring) -> Bool) {
        func file(_ controller: String, legacy: String, unified: String) -> String? {
            layout.directory(of: controller, in: membership, isOwn: isOwn).map { "\($0)/\(layout.isLegacy(controller) ? legacy : unified)" }
        }
        cpu = file("cpuacct", legacy: "cpuacct.usage", unified: "cpu.stat")
        memory = file("memory", legacy: "memory.usage_in_bytes", unified: "memory.current")
        processes = file("pids", legacy: "pids.current", unified: "pids.current")
    }

    package var paths: [String] { [cpu, memory, processes].compactMap(\.self) }

    package func usage(_ contents: [String: String]) -> Instance.Usage {
        var usage = Instance.Usage()
        if let text = cpu.flatMap({ contents[$0] }) {
            if let nanoseconds = Int64(text.trimmed) {
                usage.cpuSeconds = Double(nanoseconds) / 1e9
            } else {
                usage.cpuSeconds = text.split(separator: "\n").first { $0.hasPrefix("usage_usec ") }.flatMap { Double($0.dropFirst(11)) }
                    .map { $0 / 1e6 }
            }
        }
        usage.memory = memory.flatMap { contents[$0] }.flatMap { Int64($0.trimmed) }.map(Quantity.init(bytes:))
        usage.processes = processes.flatMap { contents[$0] }.flatMap { Int($0.trimmed) }
        return usage
    }
}
