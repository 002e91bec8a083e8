import StrataAPI

/// `spec.stack.nspawn` of an instance.
struct MachineOptions: Sendable, Equatable {
    /// Where a machine's network device leads.
    enum Network: String, Sendable, CaseIterable {
        case managed
        case none
    }

    /// What nspawn starts in a machine.
    enum Start: String, Sendable, CaseIterable {
        case auto
        case boot
        case process
    }

    var privileged = false
    var network = Network.managed
    var start = Start.auto
    var ephemeral = false
    var autostart = false
    var settings: [String] = []

    static let schema = Schema<MachineOptions>.object("What systemd-nspawn has beyond the portable fields.", initial: MachineOptions()) {
        Field(
            "privileged", \.privileged, .bool, default: false, isImmutable: true,
            "Whether root inside is root of the host. Otherwise its user ids are mapped to ids that the host gives to nobody.")
        Field(
            "network", \.network, .cases, default: .managed,
            "managed: the interface host0 with an address on the bridge strata0; none: no network but loopback.")
        Field(
            "start", \.start, .cases, default: .auto,
            "boot: the init system of the image, found by nspawn; process: the command alone; auto: boot where the image starts /sbin/init and names "
                + "its system in os-release, and no command is given.")
        Field(
            "ephemeral", \.ephemeral, .bool, default: false,
            "Whether each start is from the image as it is: what the machine changed is gone when it starts again.")
        Field(
            "autostart", \.autostart, .bool, default: false,
            "Whether systemd starts it when the host boots, without Strata. Only where systemd is the host's first process.")
        Field(
            "settings", \.settings, .list(.string(line)),
            "Further settings SECTION.KEY=VALUE of systemd.nspawn(5). Those that Strata sets are refused; those that reach into the host only "
                + "stand where the Site allows them with spec.options.hostAccess: true.")
    }

    private static let line = StringRule(length: 1...4096, check: { RawSetting.problem(with: $0) })
}
