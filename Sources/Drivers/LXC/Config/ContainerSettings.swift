import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

/// What a container's configuration says of the fields that an instance can wish, by the fields' paths.
///
/// Of a container that was taken over only the limits are: all else in its configuration is its owner's.
struct ContainerSettings: Sendable, Equatable {
    private(set) var fields: [String: JSONValue] = [:]

    init(_ config: ContainerConfig, name: String) {
        fields = Limits(config).fields
        let tag = ContainerTag(config, name: name)
        guard tag?.origin == .created, let tag else { return }
        fields["spec.hostname"] = config.value("lxc.uts.name").map { .string($0) }
        let command = tag.command.isEmpty ? config.value("lxc.init.cmd")?.split(separator: " ").map(String.init) ?? [] : tag.command
        fields["spec.command"] = .array(command.map { .string($0) })
        let environment = Self.environment(config).merging(tag.environment) { $1 }
        fields["spec.environment"] = .object(environment.mapValues { .string($0) })
        fields["spec.ports"] = tag.ports.comparable
        fields["spec.networks"] = .array(tag.cards.map(\.comparable))
        fields["spec.volumes"] = .array(tag.mounts.map(\.comparable))
        fields["spec.stack.lxc.network"] = .string(Self.network(config))
        fields["spec.stack.lxc.autostart"] = .bool(config.value("lxc.start.auto") == "1")
        fields["spec.stack.lxc.apparmorProfile"] = config.value("lxc.apparmor.profile").map { .string($0) }
        fields["spec.stack.lxc.config"] = .array(
            config.ownSettings.filter { line in !Self.generated.contains { line.key == $0 || line.key.hasPrefix("\($0).") } }.map {
                .string("\($0.key) = \($0.value)")
            })
    }

    /// The fields that are read at a container's start only.
    static func needsRestart(_ field: String) -> Bool {
        ![
            "spec.cpu.cores", "spec.memory", "spec.processes", "spec.ports", "spec.networks", "spec.volumes", "spec.stack.lxc.autostart",
        ].contains(field)
    }

    private static func environment(_ config: ContainerConfig) -> [String: String] {
        config.values("lxc.environment").reduce(into: [:]) { variables, line in
            guard let equals = line.firstIndex(of: "=") else { return }
            variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
    }

    /// The first network device in the words of ``ContainerOptions/network``, or in LXC's where those have none for it.
    private static func network(_ config: ContainerConfig) -> String {
        switch config.value("lxc.net.0.type") {
        case "veth": ContainerOptions.Network.managed.rawValue
        case "empty", nil: ContainerOptions.Network.none.rawValue
        case let other?: other
        }
    }

    /// The keys in Strata's part of a configuration that stand for other fields, or for none.
    private static let generated = [
        "lxc.include", "lxc.rootfs", "lxc.idmap", "lxc.uts.name", "lxc.apparmor", "lxc.mount.auto", "lxc.mount.entry", "lxc.signal.halt",
        "lxc.console", "lxc.net", "lxc.init.cmd", "lxc.environment", "lxc.start.auto", "lxc.cgroup.memory", "lxc.cgroup2.memory",
        "lxc.cgroup.cpu.cfs_quota_us", "lxc.cgroup.cpu.cfs_period_us", "lxc.cgroup2.cpu.max", "lxc.cgroup.pids", "lxc.cgroup2.pids",
    ]
}
