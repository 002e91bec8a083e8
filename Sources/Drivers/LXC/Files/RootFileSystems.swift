import StrataDriverKit
import StrataLinuxHost

/// How containers get a root file system of their own from an image's: a layer above it where the kernel can, else a copy.
struct RootFileSystems: Sendable {
    private let tools: Tools
    private let trial: OverlayTrial

    init(tools: Tools) {
        self.tools = tools
        let facts = tools.facts
        trial = OverlayTrial(tools: tools, directory: Workshop.directory(in: tools.path)) { facts.inNamespace($0) }
    }

    /// Whether overlayfs works where the containers lie.
    func overlay(map: IDMap?) async throws(DriverError) -> Support { try await trial.outcome(map: map) }

    /// The configuration lines of a container's root file system and ids.
    static func lines(root: String, directory: String, isOverlay: Bool, map: IDMap?) -> [String] {
        var lines = [isOverlay ? "lxc.rootfs.path = overlay:\(root):\(directory)/upper" : "lxc.rootfs.path = dir:\(directory)/rootfs"]
        if let map {
            if isOverlay { lines.append("lxc.rootfs.options = userxattr") }
            lines += map.lines
        }
        return lines
    }

    /// Arguments: the image's root file system, the new container's directory, user, group, then the names in /etc to make ready.
    private static let copyScript = #"""
        set -e; cp -a --reflink=auto -- "$1" "$2/rootfs"; cd "$2/rootfs"; owner=$3:$4; shift 4
        if [ ! -L etc ] && [ -d etc ]; then for f; do rm -rf -- "etc/$f"; : >"etc/$f"; chown "$owner" "etc/$f"; done; fi
        """#

    /// Copies an image's root file system into a container that does not exist yet.
    func copy(_ root: String, to directory: String, map: IDMap?, name: String) async throws(DriverError) {
        let arguments = ["-c", Self.copyScript, "sh", root, directory, "\(map?.user ?? 0)", "\(map?.group ?? 0)"] + ContainerTree.mounted
        try await tools.check(
            Command(executable: "sh", arguments: arguments, deadline: .seconds(1800)), "copy the image for", name)
    }
}
