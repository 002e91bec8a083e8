import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// systemd as the supervisor: a machine is the unit `systemd-nspawn@NAME.service`, and machined knows what runs (org.freedesktop.machine1(5)).
struct MachinedSupervisor: Supervisor {
    let tools: Tools
    let places: MachinePlaces
    let layout: CgroupLayout

    private static let interface = ["org.freedesktop.machine1", "/org/freedesktop/machine1", "org.freedesktop.machine1.Manager"]

    func running(_ known: [String: MachineDefinition], foreign: Bool) async throws(DriverError) -> [String: RunningMachine] {
        let attempt = "list the machines on"
        let command = Command(executable: "busctl", arguments: ["--json=short", "call"] + Self.interface + ["ListMachines"])
        var turns = 0
        while true {
            let names = MachineList(parsing: try await tools.check(command, attempt, tools.machine.name).text).names
            guard !names.isEmpty else { return [:] }
            let shown = try await tools.run(Self.show(names), attempt, tools.machine.name)
            turns += 1
            // machinectl stops at the first one that has ended in between.
            guard shown.succeeded || turns == 5 else { continue }
            return try await describe(MachineProperties.blocks(of: shown.text).filter { names.contains($0.name) })
        }
    }

    func running(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) -> RunningMachine? {
        let shown = try await tools.run(Self.show([name]), "look at", name)
        return try await describe(MachineProperties.blocks(of: shown.text).filter { $0.name == name && $0.service == "systemd-nspawn" })[
            name]
    }

    private static func show(_ names: [String]) -> Command {
        let properties = ["Name", "Service", "Unit", "Leader", "State"].flatMap { ["-p", $0] }
        return Command(executable: "machinectl", arguments: ["show"] + properties + ["--"] + names)
    }

    private func describe(_ machines: [MachineProperties]) async throws(DriverError) -> [String: RunningMachine] {
        let leaders = machines.compactMap(\.leader)
        let files = try await tools.read(
            leaders.flatMap { ["/proc/\($0)/status", "/proc/\($0)/cgroup"] }, "look at the machines on", tools.machine.name
        ).mapValues { String(decoding: $0, as: UTF8.self) }
        var freezers: [String: String] = [:]
        var running: [String: RunningMachine] = [:]
        for machine in machines {
            var one = RunningMachine(leader: machine.leader, power: machine.power, unit: machine.unit)
            if let leader = machine.leader {
                one.process = files["/proc/\(leader)/status"].flatMap(ProcessFiles.parent)
                // Version 1 has its freezer outside of systemd's groups.
                if layout.legacy["freezer"] == nil, let membership = files["/proc/\(leader)/cgroup"],
                    let group = layout.directory(of: "freezer", in: membership, isOwn: CgroupLayout.isMachine)
                {
                    freezers["\(group)/cgroup.freeze"] = machine.name
                }
            }
            running[machine.name] = one
        }
        for (file, bytes) in try await tools.read(Array(freezers.keys), "look at the machines on", tools.machine.name) {
            if bytes.first == UInt8(ascii: "1"), let name = freezers[file] { running[name]?.power = .paused }
        }
        return running
    }

    /// Arguments: a unit, the machine's side. What was set for the unit while it ran stands in its drop-in too by now.
    private static let startScript = #"""
        if [ -d "/run/systemd/system.control/$1.d" ]; then rm -rf -- "/run/systemd/system.control/$1.d"; systemctl daemon-reload || exit 1; fi
        [ "$(systemctl show --property=NeedDaemonReload --value -- "$1")" != yes ] || systemctl daemon-reload || exit 1
        systemctl reset-failed -- "$1" 2>/dev/null
        [ -z "$2" ] || rm -f -- "$2/said" "$2/unconnected"
        systemctl start -- "$1" || { [ -z "$2" ] || cat -- "$2/said" >&2; exit 1; }
        """#

    func start(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) {
        let side = definition.map { $0.origin == .created ? places.side($0.uid).path : "" } ?? ""
        let command = tools.script(Self.startScript, [Self.unit(name), side], deadline: .seconds(120))
        let output = try await tools.run(command, "start", name)
        guard !output.succeeded else { return }
        let answer = Self.startAnswer(tools.words(output.errorText))
        throw .failed(.init("start", name, answer: answer, hint: StartHint.hint(for: answer)))
    }

    /// systemd only says that there was an error where nspawn says which.
    private static func startAnswer(_ text: String) -> String {
        let parts = text.split(separator: ";").map(\.trimmed)
        let told = parts.filter { !$0.hasPrefix("Job for ") }
        return (told.isEmpty ? parts : told).joined(separator: "; ")
    }

    /// systemd knows of each start, and answers for it.
    func settle(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) {}

    func ask(_ name: String, _ machine: RunningMachine) async throws(DriverError) {
        guard machine.unit.hasPrefix("systemd-nspawn@"), let process = machine.process else {
            try await tools.check(Command("machinectl", "poweroff", "--", name), "stop", name)
            return
        }
        // nspawn hands it on as the signal that the machine understands (systemd-nspawn(1), --kill-signal=).
        _ = try await tools.run(tools.script(#"kill -s TERM "$1" 2>/dev/null"#, ["\(process)"]), "stop", name)
    }

    /// Arguments: a unit. A scope goes with its last process.
    private static let endScript = #"""
        systemctl kill --signal=KILL -- "$1" 2>/dev/null; systemctl stop -- "$1" 2>/dev/null
        case $(systemctl show --property=ActiveState --value -- "$1") in
            inactive) ;;
            failed) systemctl reset-failed -- "$1" 2>/dev/null; : ;;
            *) systemctl stop -- "$1" ;;
        esac
        """#

    func end(_ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError) {
        let unit = machine.unit.isEmpty ? Self.unit(name) : machine.unit
        try await tools.check(tools.script(Self.endScript, [unit], deadline: .seconds(120)), "stop", name)
    }

    func tidy(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) {}

    func freeze(_ freezes: Bool, _ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError) {
        let attempt = freezes ? "pause" : "resume"
        guard layout.legacy["freezer"] == nil else {
            throw .unavailable(.pause, because: "systemd freezes units in control groups of version 2 only")
        }
        try await tools.check(Command("systemctl", freezes ? "freeze" : "thaw", "--", machine.unit), attempt, name)
    }

    func changes() -> AsyncThrowingStream<NativeID, any Error> { MachinedWatch(tools: tools).changes() }
}
