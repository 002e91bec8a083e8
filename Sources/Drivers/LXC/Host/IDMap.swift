import StrataLinuxHost

extension IDMap {
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
}
