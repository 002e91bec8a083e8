import StrataAPI

/// `spec.stack.lxd` of an instance.
struct MachineOptions: Sendable, Equatable {
    var privileged = false
    var nesting = false
    var autostart = false
    var stateful = false
    var profiles: [String] = []
    var pool = ""
    var network = ""
    var member = ""
    var config: [String: String] = [:]

    static let schema = Schema<MachineOptions>.object("What LXD has beyond the portable fields.", initial: MachineOptions()) {
        Field(
            "privileged", \.privileged, .bool, default: false,
            "Whether root inside is root of the host; only where the Site allows it with spec.options.hostAccess: true. Otherwise its user ids are "
                + "mapped.")
        Field("nesting", \.nesting, .bool, default: false, "Whether containers may run inside.")
        Field("autostart", \.autostart, .bool, default: false, "Whether the daemon starts it with the host, without Strata.")
        Field(
            "stateful", \.stateful, .bool, default: false,
            "Whether a virtual machine's memory can be kept and taken along: suspended, in snapshots, and in live moves. It is given room for it beside its "
                + "disk (size.state).")
        Field(
            "profiles", \.profiles, .list(.string(StringRule(length: 1...63))),
            "The profiles it has, later ones over earlier ones; the Site's when left out.")
        Field(
            "pool", \.pool, .string(StringRule(length: 0...63)), isImmutable: true,
            "The storage pool it is made in; that of its profiles, or the Site's, when left out.")
        Field(
            "network", \.network, .string(StringRule(length: 0...63)),
            "The daemon's network that its own card is on, of any kind that the daemon has (bridge, ovn, macvlan, sriov, physical); that of its "
                + "profiles when left out.")
        Field(
            "member", \.member, .string(StringRule(length: 0...63)),
            "The cluster member it is on; where the daemon puts it, or the Site says, when left out. A change takes it there while it is off."
        )
        Field(
            "config", \.config, .strings(keys: StringRule(length: 1...255, check: problem)),
            "Further keys of the instance's configuration. Those that Strata sets are refused; those that reach into the host only stand where the "
                + "Site allows them with spec.options.hostAccess: true.")
    }

    /// Keys that are the portable fields' or Strata's own.
    private static let own =
        MachineLimits.keys + ["raw.lxc", "security.privileged", "security.nesting", "boot.autostart", "migration.stateful"]
    private static let ownPrefixes = ["volatile.", "image.", "environment.", MachineTag.prefix]

    private static func problem(_ key: String) -> String? {
        guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return "must be a key of the daemon's" }
        return own.contains(key) || ownPrefixes.contains(where: key.hasPrefix) ? "is set by Strata from other fields" : nil
    }

    /// The keys that let an instance act on its host.
    var reachingHost: [String] {
        let keys = config.keys.filter { key in
            [
                "raw.", "linux.kernel_modules", "linux.sysctl.", "nvidia.", "security.devlxd.images", "security.syscalls.intercept.",
                "security.idmap.", "security.protection.shift",
            ].contains { key.hasPrefix($0) }
        }
        return (privileged ? ["privileged"] : []) + keys.sorted()
    }
}
