import StrataDriverKit
import Synchronization

/// How containers get a root file system of their own from an image's: a layer above it where the kernel can, else a copy.
final class RootFileSystems: Sendable {
    private let tools: Tools
    private let found = Mutex<[Bool: Support]>([:])

    init(tools: Tools) { self.tools = tools }

    /// Arguments: a directory to try in, options for the mount, user, group; then what runs the trial.
    ///
    /// Removing and making anew a directory of the lower layer is what fails where the kernel cannot mark it (overlayfs, "userxattr").
    private static let script = #"""
        set -e; d=$1 options=$2 owner=$3:$4; shift 4
        rm -rf -- "$d"; mkdir -p -- "$d"; trap 'cd /; rm -rf -- "$d"' EXIT; cd "$d"
        mkdir -p lower/x upper work merged; chown "$owner" lower lower/x upper work merged; chmod 755 .
        "$@" sh -c 'mount -t overlay overlay -o "$1" merged && rm -r merged/x && mkdir merged/x && umount merged' \
            sh "lowerdir=lower,upperdir=upper,workdir=work$options"
        """#

    /// Whether overlayfs works where the containers lie. Tried once, with real mounts in a mount namespace of their own.
    func overlay(map: IDMap?) async throws(DriverError) -> Support {
        if let known = found.withLock({ $0[map == nil] }) { return known }
        let directory = "\(Workshop.directory(in: tools.path))/trial-\(UInt64.random(in: .min ... .max))"
        var arguments = ["-c", Self.script, "sh", directory, map == nil ? "" : ",userxattr", "\(map?.user ?? 0)", "\(map?.group ?? 0)"]
        arguments += map.map(tools.facts.inNamespace) ?? ["unshare", "--mount"]
        let output = try await tools.run(Command(executable: "sh", arguments: arguments), "try overlayfs on", tools.path)
        let support: Support =
            output.succeeded
            ? .yes : .degraded("overlayfs does not work here, so each container is a full copy of its image: \(Tools.answer(output))")
        found.withLock { $0[map == nil] = support }
        return support
    }

    /// The trial's outcome, nil when nothing was tried yet.
    func known(map: IDMap?) -> Support? { found.withLock { $0[map == nil] } }

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
