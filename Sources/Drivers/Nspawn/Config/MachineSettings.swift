import StrataAPI
import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

/// What a machine's `.nspawn` file says of the fields that an instance can wish, by the fields' paths.
///
/// Of a machine that was taken over only the limits are: all else is its owner's.
struct MachineSettings: Sendable, Equatable {
    private(set) var fields: [String: JSONValue] = [:]

    init(_ file: SettingsFile, name: String) {
        guard let definition = file.definition(name) else { return }
        fields = definition.limits.fields
        guard definition.origin == .created else { return }
        let note = definition.options
        fields["spec.hostname"] = file.value("Exec.Hostname").map { .string($0) }
        fields["spec.command"] = .array(Self.command(file, definition).map { .string($0) })
        fields["spec.environment"] = .object(Self.environment(file, definition).mapValues { .string($0) })
        fields["spec.ports"] = definition.ports.comparable
        fields["spec.networks"] = .array(definition.cards.map(\.comparable))
        fields["spec.volumes"] = .array(definition.mounts.map(\.comparable))
        let start = file.boots == definition.boots ? note.start : (file.boots ? .boot : .process)
        fields["spec.stack.nspawn.start"] = .string(start.rawValue)
        fields["spec.stack.nspawn.network"] = .string(Self.network(file))
        fields["spec.stack.nspawn.autostart"] = .bool(note.autostart)
        fields["spec.stack.nspawn.settings"] = .array(
            file.settings.filter {
                $0.isOwn && !RawSetting.own.contains($0.name) && !Self.isGenerated($0.name, $0.value, definition.mounts)
            }.map {
                .string("\($0.name)=\($0.value)")
            })
    }

    /// The fields that are read at a machine's start only.
    static func needsRestart(_ field: String) -> Bool {
        !["spec.cpu.cores", "spec.memory", "spec.processes", "spec.ports", "spec.networks", "spec.stack.nspawn.autostart"].contains(field)
    }

    private static func command(_ file: SettingsFile, _ definition: MachineDefinition) -> [String] {
        guard !definition.boots, definition.command.allSatisfy(SettingWord.canHold) else { return definition.command }
        return SettingWord.words(of: file.value("Exec.Parameters") ?? "")
    }

    private static func environment(_ file: SettingsFile, _ definition: MachineDefinition) -> [String: String] {
        guard definition.environment.values.allSatisfy(SettingWord.canHold) else { return definition.environment }
        return file.values("Exec.Environment").flatMap(SettingWord.words(of:)).reduce(into: [:]) { variables, word in
            guard let equals = word.firstIndex(of: "=") else { return }
            variables[String(word[..<equals])] = String(word[word.index(after: equals)...])
        }
    }

    /// Where the network leads, in the words of ``MachineOptions/network``.
    private static func network(_ file: SettingsFile) -> String {
        (file.value("Network.Bridge") == nil ? MachineOptions.Network.none : .managed).rawValue
    }

    /// Whether Strata writes it for every machine, under a key that users may give too.
    private static func isGenerated(_ name: String, _ value: String, _ mounts: [ContainerMount]) -> Bool {
        switch name {
        case "Files.Bind", "Files.BindReadOnly":
            NameFiles.names.contains { value.hasSuffix("/files/\($0):/etc/\($0)") }
                || mounts.contains { value.contains("/\($0.volume.text)/mount:\($0.path)") }
        case "Network.VirtualEthernetExtra": value.hasPrefix("vz")
        default: false
        }
    }
}
