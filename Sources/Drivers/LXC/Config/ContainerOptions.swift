import StrataAPI

/// `spec.stack.lxc` of an instance.
struct ContainerOptions: Sendable, Equatable {
    /// Where a container's network device leads.
    enum Network: String, Sendable, CaseIterable {
        case managed
        case none
    }

    var privileged = false
    var network = Network.managed
    var autostart = false
    var apparmorProfile = ""
    var config: [String] = []

    static let schema = Schema<ContainerOptions>.object("What LXC has beyond the portable fields.", initial: ContainerOptions()) {
        Field(
            "privileged", \.privileged, .bool, default: false, isImmutable: true,
            "Whether root inside is root of the host. Otherwise its user ids are mapped to ids that the host gives to nobody.")
        Field("network", \.network, .cases, default: .managed, "managed: an address on the bridge strata0; none: no network but loopback.")
        Field("autostart", \.autostart, .bool, default: false, "Whether lxc-autostart starts it when the host boots, without Strata.")
        Field("apparmorProfile", \.apparmorProfile, .string(profile), "An AppArmor profile of the host; LXC's own when left out.")
        Field(
            "config", \.config, .list(.string(line)),
            "Further lines KEY = VALUE of lxc.container.conf(5). Keys that Strata sets are refused; keys that reach into the host only "
                + "stand where the Site allows them with spec.options.hostAccess: true.")
    }

    private static let profile = StringRule(
        length: 0...256,
        check: { text in
            text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F } ? nil : "must be the name of an AppArmor profile"
        })

    private static let line = StringRule(length: 1...4096, check: { RawConfigLine.problem(with: $0) })
}
