import StrataAPI
import StrataDriverKit

/// What an instance's configuration says of the fields that an instance can wish, by the fields' paths.
///
/// Of an instance that was taken over only the limits are: all else is its owner's.
struct MachineSettings: Sendable, Equatable {
    private(set) var fields: [String: JSONValue] = [:]

    /// - Parameters:
    ///   - config: its own configuration.
    ///   - profiled: what its profiles add.
    init(
        _ config: [String: String], _ devices: InstanceRecord.Devices, profiled: [String: String], profiles: [String],
        _ record: InstanceRecord
    ) {
        fields = MachineLimits(profiled.merging(config) { $1 }).fields
        guard let tag = MachineTag(config), tag.origin == .created else { return }
        if let size = devices.values.first(where: { $0["path"] == "/" })?["size"].flatMap(MachineLimits.bytes) {
            fields["spec.disk"] = .string(Quantity(bytes: size).text)
        }
        fields["spec.networks"] = .array(NetworkCard.comparable(devices))
        fields["spec.volumes"] = .array(VolumeMount.comparable(devices))
        fields["spec.ports"] = PublishedPort.ports(devices).comparable
        let prefix = "spec.stack.\(LXDDriver.stack)"
        fields["\(prefix).privileged"] = .bool(config["security.privileged"] == "true")
        fields["\(prefix).nesting"] = .bool(config["security.nesting"] == "true")
        fields["\(prefix).autostart"] = .bool(config["boot.autostart"] == "true")
        fields["\(prefix).stateful"] = .bool(config["migration.stateful"] == "true")
        fields["\(prefix).profiles"] = .array(profiles.map { .string($0) })
        fields["\(prefix).network"] = .string(NetworkCard.chosenNetwork(devices))
        for key in tag.keys { fields["\(prefix).config.\(key)"] = config[key].map { .string($0) } }
        guard !record.isVirtualMachine else { return }
        let lines = Dictionary(
            MachinePlan.lines(config["raw.lxc"]).map { (MachinePlan.key($0), Self.value($0)) }, uniquingKeysWith: { $1 })
        fields["spec.hostname"] = .string(lines["lxc.uts.name"] ?? record.name)
        fields["spec.command"] = .array(Self.command(lines["lxc.init.cmd"], tag).map { .string($0) })
        var environment = tag.environment.filter { !FirstProcess.canHold($0.value) }
        for (key, value) in config where key.hasPrefix("environment.") {
            environment[String(key.dropFirst("environment.".count))] = value
        }
        fields["spec.environment"] = .object(environment.mapValues { .string($0) })
    }

    /// The command that was given where the line is the one that it makes; else what the line says.
    private static func command(_ line: String?, _ tag: MachineTag) -> [String] {
        let expected = FirstProcess.line(tag.command, tag.environment.filter { !FirstProcess.canHold($0.value) })
        if line == expected { return tag.command.isEmpty ? ["/sbin/init"] : tag.command }
        return line?.split(separator: " ").map(String.init) ?? ["/sbin/init"]
    }

    private static func value(_ line: String) -> String {
        guard let equals = line.firstIndex(of: "=") else { return "" }
        return String(line[line.index(after: equals)...].drop { $0 == " " || $0 == "\t" })
    }

    /// The fields that are read at an instance's start only.
    static func needsRestart(_ field: String) -> Bool {
        ["spec.hostname", "spec.command", "spec.environment"].contains(field) || field.hasSuffix(".privileged")
            || field.hasSuffix(".nesting") || field.hasSuffix(".stateful")
            || field.contains(".config.raw.") || field.contains(".config.security.")
    }
}
