import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork
import StrataVolumes

extension NspawnDriver: Comparing {
    /// See ``Comparing/changes(_:to:)``. Compares the `.nspawn` file there is with the one that the order makes; of limits also what systemd has noted for the
    /// machine's unit, and what the kernel holds a running machine to.
    public func changes(_ id: NativeID, to order: Order) async throws(DriverError) -> [SettingChange] {
        let attempt = "compare"
        let old = try await existing(id, attempt)
        let file = try await settings(id.text, attempt)
        let wanted = try changed(id, old, order, attempt)
        let running = try await supervisor.running(id.text, old ?? wanted)
        let text = file.text(
            wanted, wanted.lines(bridge: network.name, files: places.side(wanted.uid).files, volume: attachments.volumes.mountPoint))
        let should = MachineSettings(SettingsFile(parsing: text), name: id.text).fields
        var has = MachineSettings(file, name: id.text).fields
        if let old {
            for (field, value) in try await deviations(old, running) where has[field] == should[field] { has[field] = value }
        }
        return SettingChange.between(has, should) { running != nil && MachineSettings.needsRestart($0) }
    }

    /// The limits that are not those of a machine's note, by field, null for none: in systemd's unit, or in the kernel where it runs.
    func deviations(_ definition: MachineDefinition, _ running: RunningMachine?) async throws(DriverError) -> [String: JSONValue] {
        let noted = try await supervisor.notedLimits([definition], "compare")[definition.uid] ?? definition.limits
        let live = try await LiveLimits.read(
            running?.leader, layout: facts.layout, tools: tools, "compare", definition.name, isOwn: CgroupLayout.isMachine)
        return Self.deviations(definition, noted: noted, live)
    }

    /// Limits that a machine of others has of its own stay, and are not told of.
    static func deviations(_ definition: MachineDefinition, noted: Limits, _ live: LiveLimits) -> [String: JSONValue] {
        var deviations = live.deviations(from: definition.limits)
        let (should, has) = (definition.limits.fields, noted.fields)
        for field in Set(should.keys).union(has.keys) where should[field] != has[field] { deviations[field] = has[field] ?? .null }
        if definition.origin == .adopted { deviations = deviations.filter { should[$0.key] != nil } }
        return deviations
    }
}
