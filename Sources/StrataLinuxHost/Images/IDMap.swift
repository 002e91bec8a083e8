/// The host's user and group ids that stand for those inside an unprivileged container.
package struct IDMap: Sendable, Hashable {
    /// How many ids a container has. 65536 covers every id that Debian's policy knows (Debian Policy, 9.2.2).
    package static let size: UInt32 = 65_536
    /// The first id of the range used where the host has set none aside for root. Systemd's list of assignments leaves
    /// 1879048192 and up to everybody (systemd: Users, Groups, UIDs and GIDs).
    package static let standard: UInt32 = 1_879_048_192

    package var user: UInt32
    package var group: UInt32

    /// Picks the range from the host's `/etc/subuid` and `/etc/subgid` (subuid(5)).
    package init(subuid: String, subgid: String) {
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

    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

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
