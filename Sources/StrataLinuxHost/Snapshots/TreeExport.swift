import StrataAPI
package import StrataDriverKit

/// Sends the whole root file system of a container, whose disk is a directory tree, as it was at one moment.
///
/// The container's own tree is copied first, into a workshop beside the containers, so that what is sent stays as it is however long that takes; what
/// the tree lies above never changes.
package struct TreeExport: Sendable {
    let tools: any HostAccess
    /// Where the containers lie.
    let path: String
    /// What messages call the container.
    let object: String
    /// What the copy lies above, nil where it is whole by itself.
    let lower: String?
    /// The ids that stand for the container's, nil where they are the host's.
    let map: IDMap?
    /// What runs a command where the tree is put together, and where it then is read: with the container's ids, so that the archive has them as they are inside.
    let mounting: [String]
    let reading: [String]
    /// Options of the mount that puts them together.
    let options: String

    /// - Parameters:
    ///   - isMountedInside: whether the container's own root mounts its layers, as overlayfs with `userxattr`, or the host's.
    ///   - entering: what runs a command as root of a user namespace with a map's ids.
    package init(
        tools: any HostAccess, path: String, object: String, lower: String?, map: IDMap?, isMountedInside: Bool,
        entering: (IDMap) -> [String]
    ) {
        self.tools = tools
        self.path = path
        self.object = object
        self.lower = lower
        self.map = map
        let inside = map.map(entering) ?? []
        mounting = isMountedInside && !inside.isEmpty ? inside : ["unshare", "--mount"]
        reading = isMountedInside ? [] : inside
        options = isMountedInside && map != nil ? ",userxattr" : ""
    }

    /// Copies a tree, or what it was at a snapshot, and makes it the export's only part.
    ///
    /// - Parameter shelf: the shelf of the container's snapshots, for an export that works in a directory.
    package func open(
        _ tree: String, at snapshot: SnapshotID?, architecture: String, command: [String], stopSignal: String,
        shelf: (_ directory: String) async throws(DriverError) -> SnapshotShelf
    ) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        let hold = UID.random()
        try Workshop.enter(hold, attempt, object)
        let bench = Workshop.bench(of: hold, in: path)
        let close: @Sendable () async -> Void = { [tools, object] in
            // Cancelled or not, what was copied must go; what stays is found by the next connection.
            await Task { try? await tools.remove(bench, attempt, object) }.value
            Workshop.leave(hold)
        }
        do throws(DriverError) {
            let script = #"set -e; umask 027; mkdir -p -m 711 -- "${1%/*}"; mkdir -- "$1" "$1/merged"; chgrp "$2" -- "$1" "$1/merged""#
            try await tools.check(Command("sh", "-c", script, "sh", bench, "\(map?.group ?? 0)"), attempt, object)
            let shelf = try await shelf(bench)
            if let snapshot {
                try await shelf.copy(try await shelf.existing(snapshot, attempt).id, to: "\(bench)/tree", attempt)
            } else {
                try await shelf.copy(tree, to: "\(bench)/tree", attempt)
            }
        } catch {
            await close()
            throw error
        }
        let part = MachineExport.Part(name: "rootfs.tar", form: .rootFileSystem) { [self] () async throws(DriverError) in
            try await tools.open(archive(bench), attempt, object)
        }
        return MachineExport(parts: [part], architecture: architecture, command: command, stopSignal: stopSignal, close: close)
    }

    /// Arguments: the tree, then what runs the rest where things are mounted. The tree is the working directory, since the ids that are mapped may not
    /// pass through the directories above it.
    private static let entering = #"cd "$1" || exit 1; shift; exec "$@""#

    /// Arguments: what the tree lies above, where to mount, options of the mount; then what runs tar with the container's ids. Device nodes, and what is
    /// mounted over, are left out, as they are when the tarball is unpacked.
    private static let archiving = #"""
        set -e; lower=$1 merged=$2 options=$3; shift 3
        if [ -n "$lower" ]; then mount -t overlay overlay -o "ro,lowerdir=.:$lower$options" "$merged"; cd "$merged"; fi
        exec "$@" tar -c -f - -S --format=posix --pax-option=delete=atime,delete=ctime --numeric-owner \
            --xattrs --xattrs-include=security.capability --xattrs-include="user.*" --xattrs-exclude="user.overlay.*" \
            --anchored --exclude="./dev/*" --exclude="./proc/*" --exclude="./sys/*" .
        """#

    private func archive(_ bench: String) -> Command {
        Command(
            executable: "sh",
            arguments: ["-c", Self.entering, "sh", "\(bench)/tree"] + mounting
                + ["sh", "-c", Self.archiving, "sh", lower ?? "", "\(bench)/merged", options] + reading)
    }
}
