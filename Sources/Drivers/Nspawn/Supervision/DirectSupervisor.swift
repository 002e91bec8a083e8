import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// Strata as the supervisor, where systemd is not the host's first process: each machine's nspawn is the child of a small shell that is nobody's child.
/// It is found again by a file with its number and by its arguments.
struct DirectSupervisor: Supervisor {
    let tools: Tools
    let places: MachinePlaces
    let layout: CgroupLayout

    func running(_ known: [String: MachineDefinition], foreign: Bool) async throws(DriverError) -> [String: RunningMachine] {
        let attempt = "look at"
        var processes: [String: Int] = [:]
        let files = Dictionary(known.map { (places.side($0.value.uid).process, $0.key) }, uniquingKeysWith: { $1 })
        for (file, bytes) in try await tools.read(Array(files.keys), attempt, places.path) {
            if let name = files[file], let process = Self.number(bytes) { processes[name] = process }
        }
        processes = try await verified(processes)
        // One that was taken over may still run as its owner started it.
        let isAdopted = known.contains { $0.value.origin == .adopted && processes[$0.key] == nil }
        if foreign || isAdopted { processes.merge(try await others(than: Set(processes.values))) { own, _ in own } }
        return try await describe(processes, known)
    }

    func running(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) -> RunningMachine? {
        guard let definition else { return try await running([:], foreign: true)[name] }
        return try await running([name: definition], foreign: false)[name]
    }

    /// The processes that are nspawn's and run the machine they are said to.
    private func verified(_ processes: [String: Int]) async throws(DriverError) -> [String: Int] {
        let lines = try await tools.read(processes.values.map { "/proc/\($0)/cmdline" }, "look at", places.path)
        return processes.filter { name, process in
            guard let found = lines["/proc/\(process)/cmdline"].flatMap(NspawnProcess.init(cmdline:)) else { return false }
            return found.name == name && found.place == places.root(name)
        }
    }

    /// The processes of nspawn's with a name of machines that others started, for machines that lie here.
    private func others(than own: Set<Int>) async throws(DriverError) -> [String: Int] {
        let script =
            #"for d in /proc/[0-9]*; do IFS= read -r c <"$d/comm" && [ "$c" = systemd-nspawn ] && echo "${d#/proc/}"; done 2>/dev/null; :"#
        let output = try await tools.check(tools.script(script, []), "look for machines on", tools.machine.name)
        let numbers = output.text.split(separator: "\n").compactMap { Int($0) }.filter { !own.contains($0) }
        let lines = try await tools.read(numbers.map { "/proc/\($0)/cmdline" }, "look at", places.path)
        var found: [String: Int] = [:]
        for number in numbers {
            guard let process = lines["/proc/\(number)/cmdline"].flatMap(NspawnProcess.init(cmdline:)),
                process.place == places.root(process.name) || process.place == places.image(process.name)
            else { continue }
            found[process.name] = found[process.name] ?? number
        }
        return found
    }

    private func describe(
        _ processes: [String: Int], _ known: [String: MachineDefinition]
    ) async throws(DriverError) -> [String: RunningMachine] {
        let leaders = try await Leaders.read(Array(processes.values), tools)
        let frozen = try await frozenGroups(processes.keys.compactMap { known[$0]?.uid })
        return Dictionary(
            processes.map { name, process in
                let leader = leaders[process]
                let isFrozen = known[name].map { frozen.contains($0.uid) } ?? false
                let power: PowerState = isFrozen ? .paused : (leader == nil ? .starting : .running)
                return (name, RunningMachine(process: process, leader: leader, power: power))
            }, uniquingKeysWith: { $1 })
    }

    private static func number(_ bytes: [UInt8]) -> Int? {
        Int(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)).flatMap { $0 > 1 ? $0 : nil }
    }

    func write(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {}

    /// All limits are set at each start, by the note.
    func notedLimits(_ definitions: [MachineDefinition], _ attempt: String) async throws(DriverError) -> [UID: Limits] { [:] }

    /// The shell writes down how nspawn ended, and ends.
    func ending(_ definitions: [MachineDefinition]) async throws(DriverError) -> Set<UID> {
        let shells = try await tools.read(definitions.map { places.side($0.uid).shell }, "look at", places.path)
        var lines: [String: MachineDefinition] = [:]
        for definition in definitions {
            guard let number = shells[places.side(definition.uid).shell].flatMap(Self.number) else { continue }
            lines["/proc/\(number)/cmdline"] = definition
        }
        let found = try await tools.read(Array(lines.keys), "look at", places.path)
        // A number alone may be anybody's by now.
        return Set(
            lines.compactMap { file, definition in
                let arguments = found[file].map { ProcessFiles.arguments(cmdline: $0) } ?? []
                return arguments.contains(places.side(definition.uid).path) ? definition.uid : nil
            })
    }

    func forget(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        try await tools.check(tools.script(Self.removalScript, groups(of: definition.uid).map(\.path)), attempt, definition.name)
    }

    func start(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) {
        guard let definition else {
            throw .notOwned(
                .init(
                    "start", name,
                    answer: "Strata did not make it, and systemd, which would start it, is not the first process of this host",
                    hint: "Take it over first, or start it by hand: systemd-nspawn -b -M \(name)"))
        }
        let launch = Launch(definition: definition, places: places, registers: false)
        let groups = groups(of: definition.uid)
        var arguments = [places.side(definition.uid).path, "\(groups.count)"] + groups.flatMap { [$0.root, $0.path] }
        let settings = settings(definition)
        arguments += ["\(settings.count)"] + settings.flatMap { [$0.file, $0.value] }
        arguments += [Scripts.supervise, "sh"] + launch.preparation + launch.arguments
        var command = tools.script(Scripts.start, arguments, deadline: .seconds(60))
        command.sensitive = true
        let output = try await tools.run(command, "start", name)
        guard !output.succeeded else { return }
        let answer = tools.answer(output)
        throw .failed(.init("start", name, answer: answer, hint: StartHint.hint(for: answer)))
    }

    func settle(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) {
        guard let definition else { return }
        let script = tools.script(Scripts.settle, [places.side(definition.uid).path], deadline: .seconds(60))
        try await tools.check(script, "stop", name)
    }

    func ask(_ name: String, _ machine: RunningMachine) async throws(DriverError) {
        // nspawn hands it on as the signal that the machine understands (systemd-nspawn(1), --kill-signal=).
        try await signal("TERM", machine, "stop", name)
    }

    func end(_ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError) {
        try await signal("KILL", machine, "stop", name)
        try await tidy(name, definition)
    }

    /// Arguments: a signal, processes. One that is gone is no failure.
    private func signal(_ signal: String, _ machine: RunningMachine, _ attempt: String, _ name: String) async throws(DriverError) {
        // The end of nspawn alone does not end a machine that does not heed its parent's death.
        let numbers = [machine.process, signal == "KILL" ? machine.leader : nil].compactMap(\.self)
        let script = #"s=$1; shift; for p; do kill -s "$s" "$p" 2>/dev/null; done; :"#
        try await tools.check(tools.script(script, [signal] + numbers.map(String.init)), attempt, name)
    }

    func tidy(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) {
        guard let definition else { return }
        // One that is busy yet goes when the machine is deleted or stopped the next time.
        _ = try await tools.run(tools.script(Self.removalScript, groups(of: definition.uid).map(\.path)), "stop", name)
    }

    func changes() -> AsyncThrowingStream<NativeID, any Error> { ProcessWatch(tools: tools, places: places).changes() }
}
