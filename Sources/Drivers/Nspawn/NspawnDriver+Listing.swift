import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver {
    /// See ``Driver/list()``. Files, and where there is machined two questions to it, however many machines there are.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        let names = try await rootNames("list")
        guard !names.isEmpty else { return [] }
        let files = try await tools.read(names.map(places.settings), "list", places.settings)
        var definitions: [String: MachineDefinition] = [:]
        for name in names { definitions[name] = files[places.settings(name)].flatMap { SettingsFile(parsing: $0).definition(name) } }
        let running = try await supervisor.running(definitions, foreign: definitions.count < names.count)
        let measures = try await measures(of: running.values.compactMap(\.leader))
        return names.map { observation($0, definitions[$0], running[$0], measures) }
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        guard try await root(id.text, "look at") != nil else { return nil }
        let definition = try await definition(id.text, "look at")
        let running = try await supervisor.running(id.text, definition)
        let measures = try await measures(of: [running?.leader].compactMap(\.self))
        return observation(id.text, definition, running, measures)
    }

    private func measures(of leaders: [Int]) async throws(DriverError) -> Measures {
        try await Measures.read(leaders, layout: facts.layout, bootTime: facts.bootTime, tools: tools, isOwn: CgroupLayout.isMachine)
    }

    private func observation(
        _ name: String, _ definition: MachineDefinition?, _ running: RunningMachine?, _ measures: Measures
    ) -> ObservedInstance {
        var observed = ObservedInstance(
            id: NativeID(name), owner: definition?.uid, type: .container, power: running?.power ?? .stopped, host: facts.host,
            cpuCores: definition?.cpuCores, memory: definition?.memory.map(Quantity.init(bytes:)), processes: definition?.processes)
        guard let leader = running?.leader else { return observed }
        observed.pid = leader
        guard let measured = measures[leader] else { return observed }
        observed.addresses = measured.addresses
        observed.startedAt = measured.startedAt
        observed.usage = measured.usage
        return observed
    }
}
