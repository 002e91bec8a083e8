package import StrataDriverKit

/// A copy of a container's tree, on its way to become another container's.
package enum ClonedTree {
    /// Arguments: the tree, user, group, then the names in /etc to make ready.
    private static let script = #"""
        set -e; cd "$1"; owner=$2:$3; shift 3
        if [ ! -e etc ] && [ ! -L etc ]; then mkdir -m 755 etc; chown "$owner" etc; fi
        if [ ! -L etc ] && [ -d etc ]; then
            for f; do rm -rf -- "etc/$f"; : >"etc/$f"; chmod 644 "etc/$f"; chown "$owner" "etc/$f"; done
            if [ -e etc/machine-id ] && [ ! -L etc/machine-id ]; then rm -rf etc/machine-id; : >etc/machine-id; chown "$owner" etc/machine-id; fi
        fi
        """#

    /// Takes off a tree what is the source's alone: the files of /etc that Strata sets become empty, as does the machine's id, so that systemd gives the
    /// copy one of its own (machine-id(5)).
    ///
    /// - Parameter map: the ids that stand for the container's; nil where they are the host's.
    package static func prepare(
        _ tree: String, map: IDMap?, tools: any HostAccess, _ attempt: String, _ object: String
    ) async throws(DriverError) {
        let arguments = ["-c", script, "sh", tree, "\(map?.user ?? 0)", "\(map?.group ?? 0)"] + NameFiles.names
        try await tools.check(Command(executable: "sh", arguments: arguments), attempt, object)
    }
}
