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
        _ definition: MachineDefinition, files: [String: [UInt8]], leases: [NetworkLease], hasUsr: Bool, isCopy: Bool
    ) -> [TreeEntry] {
        let owner = UInt32(definition.firstID ?? 0)
        var entries = [
            TreeEntry(path: "", mode: 0o700), TreeEntry(path: "files", mode: 0o755),
            TreeEntry(path: "network", content: batch(leases), mode: 0o600),
            TreeEntry(path: "bridges", content: bridges(definition, leases), mode: 0o600),
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

    /// What a machine calls its network cards, the first of which is named by nspawn.
    static func card(_ number: Int) -> String { "host\(number)" }

    /// What ip(8) is to do in a machine's network namespace; nothing without a network. The first card is the way out.
    static func batch(_ leases: [NetworkLease]) -> [UInt8] {
        let lines = leases.enumerated().flatMap { number, lease in
            [
                "link set dev \(card(number)) address \(lease.mac)",
                "address replace \(lease.address)/\(lease.prefix) broadcast + dev \(card(number))", "link set dev \(card(number)) up",
            ] + (number == 0 ? ["route replace default via \(lease.gateway)"] : [])
        }
        return Array(lines.map { "\($0)\n" }.joined().utf8)
    }

    /// What ip(8) is to do on the host once a machine is there: nspawn puts the first card on its bridge, and no other.
    static func bridges(_ definition: MachineDefinition, _ leases: [NetworkLease]) -> [UInt8] {
        let lines = zip(definition.places, leases).dropFirst().map { card, lease in
            "link set dev \(definition.device(of: card)) master \(lease.bridge) up\n"
        }
        return Array(lines.joined().utf8)
    }
}
