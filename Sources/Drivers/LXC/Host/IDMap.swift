/// The host's user and group ids that stand for those inside an unprivileged container.
struct IDMap: Sendable, Hashable {
    /// How many ids a container has. 65536 covers every id that Debian's policy knows (Debian Policy, 9.2.2).
    static let size: UInt32 = 65_536
    /// The first id of the range used where the host has set none aside for root. Systemd's list of assignments leaves
    /// 1879048192 and up to everybody (systemd: Users, Groups, UIDs and GIDs).
    static let standard: UInt32 = 1_879_048_192

    var user: UInt32
    var group: UInt32

    /// Picks the range from the host's `/etc/subuid` and `/etc/subgid` (subuid(5)).
    init(subuid: String, subgid: String) {
        let users = Self.ranges(subuid)
        let groups = Self.ranges(subgid)
        if let own = users.first(where: { $0.isRoot && $0.count >= Self.size }),
            let ownGroups = groups.first(where: { $0.isRoot && $0.count >= Self.size })
        {
            self.init(user: own.start, group: ownGroups.start)
            return
        }
        var start = Self.standard
        while start < 4_200_000_000, (users + groups).contains(where: { $0.overlaps(start) }) { start += Self.size }
        self.init(user: start, group: start)
    }

    init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// The map in a container's configuration; nil when it has none or one that Strata did not write.
    init?(_ config: ContainerConfig) {
        var user: UInt32?
        var group: UInt32?
        for value in config.values("lxc.idmap") {
            let words = value.split(separator: " ")
            guard words.count == 4, words[1] == "0", let start = UInt32(words[2]) else { return nil }
            if words[0] == "u" { user = start } else { group = start }
        }
        guard let user, let group else { return nil }
        self.init(user: user, group: group)
    }

    /// The lines of a container's configuration.
    var lines: [String] { ["lxc.idmap = u 0 \(user) \(Self.size)", "lxc.idmap = g 0 \(group) \(Self.size)"] }

    /// The arguments of lxc-usernsexec(1).
    var arguments: [String] { ["-m", "u:0:\(user):\(Self.size)", "-m", "g:0:\(group):\(Self.size)"] }

    private struct Range {
        var isRoot: Bool
        var start: UInt32
        var count: UInt32

        func overlaps(_ first: UInt32) -> Bool {
            UInt64(first) < UInt64(start) + UInt64(count) && UInt64(start) < UInt64(first) + UInt64(IDMap.size)
        }
    }

    private static func ranges(_ text: String) -> [Range] {
        text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":")
            guard parts.count == 3, let start = UInt32(parts[1]), let count = UInt32(parts[2]) else { return nil }
            return Range(isRoot: parts[0] == "root" || parts[0] == "0", start: start, count: count)
        }
    }
}
