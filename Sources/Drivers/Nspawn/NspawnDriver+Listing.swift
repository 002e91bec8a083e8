import StrataAPI
public import StrataDriverKit
import StrataLinuxHost
import StrataNetwork

extension NspawnDriver {
    /// See ``Driver/list()``. Files, and where there is machined two questions to it, however many machines there are.
    public func list() async throws(DriverError) -> [ObservedInstance] {
        let names = try await rootNames("list")
        guard !names.isEmpty else { return [] }
        let files = try await tools.read(names.map(places.settings), "list", places.settings)
        var definitions: [String: MachineDefinition] = [:]
        for name in names { definitions[name] = files[places.settings(name)].flatMap { SettingsFile(parsing: $0).definition(name) } }
        let running = try await supervisor.running(definitions, foreign: definitions.count < names.count)
        let facts = try await passing(definitions.map(\.value), running)
        return names.map { observation($0, definitions[$0], files[places.settings($0)], running[$0], facts) }
    }

    /// See ``Driver/observe(_:)``.
    public func observe(_ id: NativeID) async throws(DriverError) -> ObservedInstance? {
        guard try await root(id.text, "look at") != nil else { return nil }
        let file = try await tools.read(places.settings(id.text), "look at", id.text)
        let definition = file.flatMap { SettingsFile(parsing: $0).definition(id.text) }
        let running = try await supervisor.running(id.text, definition)
        let facts = try await passing([definition].compactMap(\.self), running.map { [id.text: $0] } ?? [:])
        return observation(id.text, definition, file, running, facts)
    }

    /// What is true of machines at the moment, beside what runs.
    private struct Passing {
        var measures: Measures
        var noted: [UID: Limits]
        var ends: [UID: Instance.Exit] = [:]
        /// Those whose end is not over yet.
        var ending: Set<UID> = []
        /// Nil where no machine has more than one card.
        var leases: LeaseTable?
    }

    private func passing(
        _ definitions: [MachineDefinition], _ running: [String: RunningMachine]
    ) async throws(DriverError) -> Passing {
        let measures = try await Measures.read(
            running.values.compactMap(\.leader), layout: facts.layout, bootTime: facts.bootTime, tools: tools,
            isOwn: CgroupLayout.isMachine)
        var passing = Passing(measures: measures, noted: try await supervisor.notedLimits(definitions, "look at"))
        if definitions.contains(where: { $0.cards.count > 1 && running[$0.name] != nil }) {
            passing.leases = try await attachments.table("look at", places.path)
        }
        try await addEnds(of: definitions.filter { running[$0.name] == nil }, to: &passing)
        return passing
    }

    /// How long an end that is under way is waited for: a machine that is told to be stopped is told how it ended.
    private static let patience = Duration.seconds(1)

    private func addEnds(of stopped: [MachineDefinition], to passing: inout Passing) async throws(DriverError) {
        var rest = stopped
        let end = ContinuousClock.now + Self.patience
        while !rest.isEmpty {
            let files = try await tools.read(
                rest.flatMap { definition in
                    let side = places.side(definition.uid)
                    return [side.started, side.exit, side.messages]
                }, "look at", places.state)
            for definition in rest {
                let side = places.side(definition.uid)
                passing.ends[definition.uid] = MachineExit.exit(status: files[side.exit], said: files[side.messages])
            }
            rest = rest.filter { passing.ends[$0.uid] == nil && files[places.side($0.uid).started] != nil }
            guard !rest.isEmpty else { break }
            passing.ending = try await supervisor.ending(rest)
            rest = rest.filter { passing.ending.contains($0.uid) }
            guard !rest.isEmpty, ContinuousClock.now < end else { break }
            do { try await Task.sleep(for: machine.isLocal ? .milliseconds(10) : .milliseconds(100)) } catch { throw .cancelled }
        }
        passing.ending = Set(rest.map(\.uid))
    }

    private func observation(
        _ name: String, _ definition: MachineDefinition?, _ file: [UInt8]?, _ running: RunningMachine?, _ facts: Passing
    ) -> ObservedInstance {
        var observed = ObservedInstance(
            id: NativeID(name), owner: definition?.uid, type: .container, power: running?.power ?? .stopped, host: self.facts.host,
            cpuCores: definition?.cpuCores, memory: definition?.memory.map(Quantity.init(bytes:)), processes: definition?.processes)
        observed.ownerName = definition?.instance ?? ""
        observed.ownerServer = definition?.server ?? ""
        let measured = (running?.leader).flatMap { facts.measures[$0] }
        observed.settings = settingsWord(definition, file, measured, facts)
        if let definition, running == nil {
            if facts.ending.contains(definition.uid) { observed.power = .stopping } else { observed.exit = facts.ends[definition.uid] }
        }
        observed.pid = running?.leader
        guard let measured else { return observed }
        // The kernel tells them in the order of their numbers; the first card's is the one to reach a machine by.
        let known = definition.flatMap { facts.leases?.addresses(of: $0.uid, on: $0.places) } ?? []
        observed.addresses = (known + measured.addresses).uniqued().filter(measured.addresses.contains)
        observed.startedAt = measured.startedAt
        observed.usage = measured.usage
        return observed
    }

    /// A word for what ``changes(_:to:)`` looks at: the file, and limits that are not those of the note.
    private func settingsWord(
        _ definition: MachineDefinition?, _ file: [UInt8]?, _ measured: Measures.Measured?, _ facts: Passing
    ) -> String {
        let live = LiveLimits(measured?.limits ?? [:])
        let deviations = definition.map { Self.deviations($0, noted: facts.noted[$0.uid] ?? $0.limits, live) } ?? [:]
        // How many line feeds a file ends with depends on how it was read.
        let file = file ?? []
        let text = file[..<((file.lastIndex { $0 != UInt8(ascii: "\n") } ?? -1) + 1)]
        return SettingsDigest.of(text + (deviations.isEmpty ? [] : JSONValue.object(deviations).encoded()))
    }
}
