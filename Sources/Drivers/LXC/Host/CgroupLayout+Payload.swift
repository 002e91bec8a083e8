import StrataLinuxHost

extension CgroupLayout {
    /// The control group of a container's processes, by the name that LXC gives it first.
    func payload(of name: String) -> String? { (legacy["freezer"] ?? unified).map { "\($0)/lxc.payload.\(name)" } }

    /// Whether a control group's name is one that LXC gives to a container's processes.
    static func isPayload(_ name: Substring) -> Bool { name.hasPrefix("lxc.payload") }
}
