/// The control group files that say what a container's processes are held to (cgroups(7)).
package enum LimitFiles {
    /// Their paths, for a container whose first process is a member of these groups (/proc/PID/cgroup).
    ///
    /// - Parameter isOwn: whether a control group's name is that of a container's own.
    package static func paths(membership: String, layout: CgroupLayout, isOwn: (Substring) -> Bool) -> [String] {
        func files(_ controller: String, legacy: [String], unified: [String]) -> [String] {
            guard let directory = layout.directory(of: controller, in: membership, isOwn: isOwn) else { return [] }
            return (layout.isLegacy(controller) ? legacy : unified).map { "\(directory)/\($0)" }
        }
        return files("cpu", legacy: ["cpu.cfs_quota_us", "cpu.cfs_period_us"], unified: ["cpu.max"])
            + files("memory", legacy: ["memory.limit_in_bytes"], unified: ["memory.max"])
            + files("pids", legacy: ["pids.max"], unified: ["pids.max"])
    }
}
