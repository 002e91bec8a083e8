import StrataAPI
import StrataDriverKit

/// The files that say what a Linux host is, read together.
struct HostFiles: Sendable {
    let files: [String: String]
    let facts: SiteFacts
    let groups: ControlGroups

    static let paths = ["/proc/sys/kernel/osrelease", "/etc/os-release", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/modules"]

    var status: Host.Status {
        var status = Host.Status()
        status.hostname = facts.host
        status.operatingSystem = value("PRETTY_NAME", in: "/etc/os-release", separator: "=").map { $0.filter { $0 != "\"" } } ?? ""
        status.kernel = String((files["/proc/sys/kernel/osrelease"] ?? "").prefix { $0 != "\n" })
        status.architecture = facts.architecture
        // Each line "cpuN …" of /proc/stat is a CPU that is online.
        status.cpus = lines("/proc/stat").count { $0.hasPrefix("cpu") && $0.dropFirst(3).first?.isNumber == true }
        status.cpuModel = cpuModel
        status.memory = kibibytes("MemTotal")
        status.memoryAvailable = kibibytes("MemAvailable")
        status.cgroups = groups.mode
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

    func lines(_ path: String) -> [Substring] { (files[path] ?? "").split(separator: "\n") }

    private func value(_ key: String, in path: String, separator: Character) -> String? {
        for line in lines(path) {
            guard let end = line.firstIndex(of: separator) else { continue }
            let words = line[..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if words == key { return line[line.index(after: end)...].split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        }
        return nil
    }
}
