import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension LXCDriver: Exporting {
    /// See ``Exporting/export(_:at:)``. What the container changed is copied first, while it is frozen if it runs; then the whole root file
    /// system is sent as a tarball, with the ids as they are inside.
    public func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        let config = try await existing(id, attempt)
        let root = try root(of: config, id, attempt)
        let map = IDMap(config)
        guard map != nil || !config.isUnprivileged else {
            throw .refused(.init(attempt, id.text, answer: "its ids are mapped in a way that Strata cannot undo"))
        }
        let hold = UID.random()
        try Workshop.enter(hold, attempt, id.text)
        let bench = Workshop.bench(of: hold, in: tools.path)
        let close: @Sendable () async -> Void = { [tools] in
            // Cancelled or not, what was copied must go; what stays is found by the next connection.
            await Task { try? await tools.remove(bench, attempt, id.text) }.value
            Workshop.leave(hold)
        }
        do throws(DriverError) {
            try await makeBench(bench, map, id)
            let shelf = shelf(id, isRunning: try await mustBeHeld(id))
            if let snapshot {
                guard try await shelf.list().contains(where: { $0.id == snapshot }) else {
                    throw .notFound(.init(attempt, id.text, answer: "it has no snapshot \(snapshot.text.printable(limit: 80))"))
                }
                try await shelf.copy(snapshot, to: "\(bench)/tree", attempt)
            } else {
                try await shelf.copy(root.tree, to: "\(bench)/tree", attempt)
            }
        } catch {
            await close()
            throw error
        }
        let archive = archive(of: "\(bench)/tree", above: root.lower, mount: "\(bench)/merged", map: map)
        let part = MachineExport.Part(name: "rootfs.tar", form: .rootFileSystem) { [tools] () async throws(DriverError) in
            try await tools.open(archive, attempt, id.text)
        }
        return MachineExport(
            parts: [part], architecture: facts.architecture, command: Self.command(of: config, id.text),
            stopSignal: config.value("lxc.signal.halt") ?? "", close: close)
    }

    private func makeBench(_ bench: String, _ map: IDMap?, _ id: NativeID) async throws(DriverError) {
        let script = #"set -e; umask 027; mkdir -p -m 711 -- "${1%/*}"; mkdir -- "$1" "$1/merged"; chgrp "$2" -- "$1" "$1/merged""#
        try await tools.check(Command("sh", "-c", script, "sh", bench, "\(map?.group ?? 0)"), "export", id.text)
    }

    /// Arguments: tree, what it lies above, where to mount, options of the mount; then what runs the rest with the container's ids.
    ///
    /// The tree is the working directory, since the ids that are mapped may not pass through the directories above it. Device nodes, and what
    /// is mounted over, are left out, as they are when the tarball is unpacked.
    private static let script = #"""
        set -e; cd "$1"; lower=$2 merged=$3 options=$4; shift 4
        exec "$@" sh -c '
            if [ -n "$1" ]; then mount -t overlay overlay -o "ro,lowerdir=.:$1$3" "$2"; cd "$2"; fi
            exec tar -c -f - -S --format=posix --pax-option=delete=atime,delete=ctime --numeric-owner \
                --xattrs --xattrs-include=security.capability --xattrs-include="user.*" --xattrs-exclude="user.overlay.*" \
                --anchored --exclude="./dev/*" --exclude="./proc/*" --exclude="./sys/*" .
            ' sh "$lower" "$merged" "$options"
        """#

    private func archive(of tree: String, above lower: String?, mount: String, map: IDMap?) -> Command {
        let arguments = ["-c", Self.script, "sh", tree, lower ?? "", mount, map == nil ? "" : ",userxattr"]
        return Command(executable: "sh", arguments: arguments + (map.map(facts.inNamespace) ?? ["unshare", "--mount"]))
    }

    /// The command that a container's first process runs.
    static func command(of config: ContainerConfig, _ name: String) -> [String] {
        if let tag = ContainerTag(config, name: name), !tag.command.isEmpty { return tag.command }
        return config.value("lxc.init.cmd")?.split(separator: " ").map(String.init) ?? []
    }
}
