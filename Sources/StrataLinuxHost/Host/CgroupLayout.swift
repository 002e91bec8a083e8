/// How a host's control groups are laid out (cgroups(7)).
package struct CgroupLayout: Sendable, Equatable {
    package enum Mode: String, Sendable {
        case legacy = "cgroup v1"
        case hybrid = "hybrid"
        case unified = "cgroup v2"
        case none = "none"
    }

    package var mode: Mode
    /// The controllers of version 1, each with the directory it is mounted on.
    package var legacy: [String: String]
    /// Where systemd's own hierarchy of version 1 is mounted, which has no controller.
    package var named: String?
    /// Where version 2 is mounted.
    package var unified: String?
    /// The controllers that version 2 has.
    package var unifiedControllers: Set<String>

    /// Reads a mount table (proc(5), /proc/PID/mounts) and the root's `cgroup.controllers`.
    package init(mounts: String, unifiedControllers: String) {
        legacy = [:]
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 4 else { continue }
            if words[2] == "cgroup2", unified == nil { unified = String(words[1]) }
            guard words[2] == "cgroup" else { continue }
            if words[3].split(separator: ",").contains("name=systemd") { named = String(words[1]) }
            for option in words[3].split(separator: ",") where Self.controllers.contains(String(option)) {
                legacy[String(option)] = String(words[1])
            }
        }
        mode = unified == nil ? (legacy.isEmpty ? .none : .legacy) : (legacy.isEmpty ? .unified : .hybrid)
        self.unifiedControllers = Set(unifiedControllers.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Whether version 1 has the controller, whose files have other names.
    package func isLegacy(_ controller: String) -> Bool { legacy[controller] != nil }

    /// Whether either version has the controller.
    package func has(_ controller: String) -> Bool { isLegacy(controller) || unifiedControllers.contains(controller) }

    /// The directory of a container's control group for one controller, from its first process's `/proc/PID/cgroup`.
    ///
    /// - Parameter isOwn: whether a group's name is that of a container's own. Systemd moves itself to one further below.
    package func directory(of controller: String, in membership: String, isOwn: (Substring) -> Bool) -> String? {
        let root = legacy[controller] ?? unified
        for line in membership.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let root else { continue }
            let isMatch = isLegacy(controller) ? parts[1].split(separator: ",").contains { $0 == controller } : parts[0] == "0"
            guard isMatch, parts[2].hasPrefix("/"), !parts[2].contains("..") else { continue }
            let path = parts[2].split(separator: "/")
            // The group of the whole machine is nobody's own.
            guard !path.isEmpty else { return nil }
            let end = path.firstIndex(where: isOwn).map { path.index(after: $0) } ?? path.endIndex
            return ([root] + path[..<end].map(String.init)).joined(separator: "/")
        }
        return nil
    }

    /// The directories of all control groups that a process is in, from its `/proc/PID/cgroup`.
    package func groups(in membership: String) -> [String] {
        membership.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[2].hasPrefix("/"), !parts[2].split(separator: "/").contains("..") else { return nil }
            let names = parts[1].split(separator: ",").map(String.init)
            let root = parts[0] == "0" ? unified : names.contains("name=systemd") ? named : names.lazy.compactMap { legacy[$0] }.first
            return root.map { parts[2] == "/" ? $0 : "\($0)\(parts[2])" }
        }
    }

    private static let controllers: Set<String> = ["cpu", "cpuacct", "cpuset", "memory", "pids", "freezer", "devices", "blkio"]
}
