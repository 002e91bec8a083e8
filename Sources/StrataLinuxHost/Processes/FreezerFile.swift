/// The file by which a control group's processes are frozen: the freezer's of version 1, where there is one, else that of version 2
/// (cgroups(7); the kernel's `cgroup-v1/freezer-subsystem.rst` and `cgroup-v2.rst`).
package struct FreezerFile: Sendable, Hashable {
    package let path: String
    let frozen: String
    let thawed: String

    /// - Parameter group: the group's directory in the hierarchy that freezes.
    package init(of group: String, _ layout: CgroupLayout) {
        (path, frozen, thawed) =
            layout.legacy["freezer"] == nil ? ("\(group)/cgroup.freeze", "1", "0") : ("\(group)/freezer.state", "FROZEN", "THAWED")
    }

    /// Whether what stands in the file says that the processes are frozen, or are about to be.
    package static func isFrozen(_ content: [UInt8]) -> Bool {
        content.starts(with: Array("FR".utf8)) || content.first == UInt8(ascii: "1")
    }

    /// A command that freezes the processes or lets them run on, and ends once the kernel has done it, within milliseconds. It fails after ten seconds.
    package func command(freezes: Bool) -> [String] { ["sh", "-c", Self.script, "sh", path, freezes ? frozen : thawed] }

    /// Arguments: the file, what to write. Version 1 tells in the file itself how far it has come, version 2 beside it. New processes of a group that version 1
    /// is about to freeze make it begin again.
    private static let script = #"""
        [ -e "$1" ] || { echo 'it has no control groups of its own: Strata did not start it' >&2; exit 1; }
        turns=0
        while echo "$2" >"$1" || exit 1; do
            case $1 in */cgroup.freeze) now=$(sed -n 's/^frozen //p' "${1%freeze}events") ;; *) read -r now <"$1" ;; esac
            [ "$now" != "$2" ] || exit 0
            turns=$((turns + 1)); [ $turns -lt 2000 ] || { echo 'not all of its processes can be frozen' >&2; exit 1; }
            sleep 0.005
        done
        """#
}
