import StrataAPI
import StrataLinuxHost
import StrataNetwork

/// The files of a machine's side, as they are made.
///
/// What Strata sets in a machine's `/etc` is not written there, where the machine could lead a later write astray by symbolic links, but
/// bind-mounted from `files`; the empty files that take these mounts are made before the machine first runs.
enum MachineTree {
    /// - Parameters:
    ///   - hasUsr: whether the image has the directory `/usr`, without which nspawn takes none.
    ///   - isCopy: whether the machine's own tree is still to be copied from another machine's.
    static func entries(
        _ definition: MachineDefinition, files: [String: [UInt8]], lease: NetworkLease?, hasUsr: Bool, isCopy: Bool
    ) -> [TreeEntry] {
        let owner = UInt32(definition.firstID ?? 0)
        var entries = [
            TreeEntry(path: "", mode: 0o700), TreeEntry(path: "files", mode: 0o755),
            TreeEntry(path: "network", content: batch(lease), mode: 0o600),
            TreeEntry(path: "console.log", content: [], mode: 0o600),
        ]
        for name in NameFiles.names {
            entries.append(TreeEntry(path: "files/\(name)", content: files[name] ?? [], mode: 0o644, user: owner, group: owner))
        }
        guard definition.root == .overlay else { return entries }
        entries.append(TreeEntry(path: "work", mode: 0o700))
        if isCopy { return entries }
        for layer in definition.options.ephemeral ? ["seed", "upper"] : ["upper"] {
            for path in [layer, "\(layer)/etc"] + (hasUsr ? [] : ["\(layer)/usr"]) {
                entries.append(TreeEntry(path: path, mode: 0o755, user: owner, group: owner))
            }
            for name in NameFiles.names {
                entries.append(TreeEntry(path: "\(layer)/etc/\(name)", content: [], mode: 0o644, user: owner, group: owner))
            }
        }
        return entries
    }

    /// What ip(8) is to do in a machine's network namespace; nothing without a network.
    static func batch(_ lease: NetworkLease?) -> [UInt8] {
        guard let lease else { return [] }
        let lines = [
            "link set dev host0 address \(lease.mac)", "address replace \(lease.address)/\(lease.prefix) broadcast + dev host0",
            "link set dev host0 up", "route replace default via \(lease.gateway)",
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
