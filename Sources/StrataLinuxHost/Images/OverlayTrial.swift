package import StrataDriverKit
import Synchronization

/// Whether overlayfs works in a directory, tried once with real mounts in a mount namespace of their own.
package final class OverlayTrial: Sendable {
    private let tools: any HostAccess
    private let directory: String
    private let entering: @Sendable (IDMap) -> [String]
    /// The outcomes, by whether the host's root mounts.
    let found = Mutex<[Bool: Support]>([:])

    /// - Parameters:
    ///   - directory: where the trial is made; it must exist.
    ///   - entering: what runs a command as root of a user namespace with a map's ids.
    package init(tools: any HostAccess, directory: String, entering: @escaping @Sendable (IDMap) -> [String]) {
        self.tools = tools
        self.directory = directory
        self.entering = entering
    }

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

    /// The trial's outcome, of mounts made in a user namespace or, without a map, by the host's root.
    package func outcome(map: IDMap?) async throws(DriverError) -> Support {
        if let known = found.withLock({ $0[map == nil] }) { return known }
        let place = "\(directory)/trial-\(UInt64.random(in: .min ... .max))"
        var arguments = ["-c", Self.script, "sh", place, map == nil ? "" : ",userxattr", "\(map?.user ?? 0)", "\(map?.group ?? 0)"]
        arguments += map.map(entering) ?? ["unshare", "--mount"]
        let output = try await tools.run(Command(executable: "sh", arguments: arguments), "try overlayfs on", directory)
        let support: Support =
            output.succeeded
            ? .yes : .degraded("overlayfs does not work here, so each container is a full copy of its image: \(tools.answer(output))")
        found.withLock { $0[map == nil] = support }
        return support
    }
}
