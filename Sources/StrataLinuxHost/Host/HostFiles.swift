package import StrataAPI
import StrataDriverKit

/// The files that say what a Linux host is, read together.
package struct HostFiles: Sendable {
    package let files: [String: String]
    /// The host's name.
    package let host: String
    package let architecture: String
    package let layout: CgroupLayout
    package let interfaces: [String]
    package let blockDevices: [String]

    package init(
        _ files: [String: String], host: String, architecture: String, layout: CgroupLayout, interfaces: [String],
        blockDevices: [String] = []
    ) {
        self.files = files
        self.host = host
        self.architecture = architecture
        self.layout = layout
        self.interfaces = interfaces
        self.blockDevices = blockDevices
    }

    package static func paths(interfaces: [String], blockDevices: [String]) -> [String] {
        let fixed = [
            "/proc/sys/kernel/osrelease", "/etc/os-release", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems",
            "/proc/self/mounts",
            "/proc/sys/kernel/seccomp/actions_avail", "/proc/sys/user/max_user_namespaces",
        ]
        let namespaces = Self.namespaces.map { "/proc/sys/user/max_\($0.limit)_namespaces" }
        let devices = interfaces.prefix(64).flatMap {
            ["/sys/class/net/\($0)/device/uevent", "/sys/class/net/\($0)/operstate", "/sys/class/net/\($0)/speed"]
        }
        let disks = blockDevices.prefix(64).map { "/sys/block/\($0)/size" }
        return (fixed + namespaces + devices + disks).uniqued()
    }

    /// The kinds of namespaces containers use, with the word in the name of the kernel's limit (namespaces(7)).
    package static let namespaces: [(name: String, limit: String)] = [
        ("pid", "pid"), ("net", "net"), ("mnt", "mnt"), ("uts", "uts"), ("ipc", "ipc"), ("user", "user"), ("cgroup", "cgroup"),
    ]

    package var status: Host.Status {
        var status = Host.Status()
        status.hostname = host
        status.operatingSystem = value("PRETTY_NAME", in: "/etc/os-release", separator: "=")?.trimmingQuotes ?? ""
        status.kernel = text("/proc/sys/kernel/osrelease")
        status.architecture = architecture
        // Each line "cpuN …" of /proc/stat is a CPU that is online.
        status.cpus = lines("/proc/stat").count { $0.hasPrefix("cpu") && $0.dropFirst(3).first?.isNumber == true }
        status.cpuModel = cpuModel
        status.memory = kibibytes("MemTotal")
        status.memoryAvailable = kibibytes("MemAvailable")
        status.cgroups = layout.mode.rawValue
        return status
    }

    /// The name has another key on each architecture.
    private var cpuModel: String {
        for key in ["model name", "Model", "cpu model", "Processor", "cpu"] {
            if let name = value(key, in: "/proc/cpuinfo", separator: ":"), !name.isEmpty { return name.printable(limit: 120) }
        }
        return ""
    }

    private func kibibytes(_ key: String) -> Quantity? {
        value(key, in: "/proc/meminfo", separator: ":").flatMap { Int64($0.prefix { $0.isNumber }) }.map { Quantity(bytes: $0 * 1024) }
    }

    package func text(_ path: String) -> String { (files[path] ?? "").trimmed }

    package func lines(_ path: String) -> [Substring] { (files[path] ?? "").split(separator: "\n") }

    private func value(_ key: String, in path: String, separator: Character) -> String? {
        for line in lines(path) {
            guard let end = line.firstIndex(of: separator), line[..<end].trimmed == key else { continue }
            return line[line.index(after: end)...].trimmed
        }
        return nil
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        count > 1 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}
