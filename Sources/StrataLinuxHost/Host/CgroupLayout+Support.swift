package import StrataDriverKit

extension CgroupLayout {
    /// What a host with these control groups keeps a driver of containers from, or from doing well.
    ///
    /// - Parameter trees: whether a container's own tree is what it changed of its image, or everything.
    package func support(trees: Support) -> [Ability: Support] {
        var support: [Ability: Support] = [:]
        if trees != .yes {
            let why = "overlayfs does not work here, so that the whole root file system is copied; only reflinks can share its blocks"
            support[.snapshot] = .degraded(why)
            support[.clone] = .degraded(why)
        }
        if !has("freezer"), unified == nil { support[.pause] = .no("the kernel's control groups have no freezer") }
        let missing = ["cpu", "memory", "pids"].filter { !has($0) }
        if !missing.isEmpty {
            support[.reconfigure] = .degraded("the control groups lack \(missing.joined(separator: ", ")): such limits are not kept")
        }
        return support
    }
}
