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
                if let membership = files["/proc/\(leader)/cgroup"],
                    let group = layout.directory(of: "freezer", in: membership, isOwn: CgroupLayout.isMachine)
                {
                    freezers["\(group)/\(layout.isLegacy("freezer") ? "freezer.state" : "cgroup.freeze")"] = machine.name
                }
            }
            running[machine.name] = one
        }
        for (file, bytes) in try await tools.read(Array(freezers.keys), "look at the machines on", tools.machine.name) {
            guard FreezerFile.isFrozen(bytes), let name = freezers[file] else { continue }
            running[name]?.power = .paused
        }
        return running
    }

    /// Arguments: a unit, the machine's side. What was set for the unit while it ran stands in its drop-in too by now. To systemd a unit that ended with an
    /// error right after it was started has failed to start; a machine has run.
    private static let startScript =
        Scripts.complained + #"""
            if [ -d "/run/systemd/system.control/$1.d" ]; then rm -rf -- "/run/systemd/system.control/$1.d"; systemctl daemon-reload || exit 1; fi
            [ "$(systemctl show --property=NeedDaemonReload --value -- "$1")" != yes ] || systemctl daemon-reload || exit 1
            systemctl reset-failed -- "$1" 2>/dev/null
            [ -z "$2" ] || rm -f -- "$2/said" "$2/unconnected" "$2/started" "$2/exit"
            said=$(systemctl start -- "$1" 2>&1) && exit 0
            turns=0
            while [ -n "$2" ] && [ -e "$2/started" ] && [ ! -e "$2/exit" ] && [ $turns -lt 200 ]; do turns=$((turns + 1)); sleep 0.01; done
            if [ -n "$2" ] && [ -e "$2/exit" ] && read -r how status <"$2/exit" && ! complained "$2" "$status"; then exit 0; fi
            printf '%s\n' "$said" >&2; [ -z "$2" ] || cat -- "$2/said" >&2
            exit 1
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

    /// Arguments: a unit, the file that freezes it, if any. A scope goes with its last process; a frozen process ends when it may run.
    private static let endScript = #"""
        systemctl kill --signal=KILL -- "$1" 2>/dev/null; [ ! -e "$2" ] || echo THAWED >"$2"
        systemctl stop -- "$1" 2>/dev/null
        case $(systemctl show --property=ActiveState --value -- "$1") in
            inactive) ;;
            failed) systemctl reset-failed -- "$1" 2>/dev/null; : ;;
            *) systemctl stop -- "$1" ;;
        esac
        """#

    func end(_ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError) {
        let unit = machine.unit.isEmpty ? Self.unit(name) : machine.unit
        let freezer = legacyFreezer(unit).map { "\($0)/freezer.state" } ?? ""
        try await tools.check(tools.script(Self.endScript, [unit, freezer], deadline: .seconds(120)), "stop", name)
        try await tidy(name, definition)
    }

    func tidy(_ name: String, _ definition: MachineDefinition?) async throws(DriverError) {
        guard let group = legacyFreezer(Self.unit(name)) else { return }
        // It is there where the machine was frozen once. One that is busy yet goes the next time.
        _ = try await tools.run(tools.script(#"[ ! -d "$1" ] || rmdir -- "$1""#, [group]), "stop", name)
    }

    func freeze(_ freezes: Bool, _ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError) {
        let words = stilling(unit: machine.unit)
        let command = freezes ? words.freeze : words.thaw
        try await tools.check(
            Command(executable: command[0], arguments: Array(command.dropFirst())), freezes ? "pause" : "resume", name)
    }

    func stilling(_ name: String, _ definition: MachineDefinition) throws(DriverError) -> (freeze: [String], thaw: [String]) {
        stilling(unit: Self.unit(name))
    }

    private func stilling(unit: String) -> (freeze: [String], thaw: [String]) {
        guard let group = legacyFreezer(unit) else { return (["systemctl", "freeze", "--", unit], ["systemctl", "thaw", "--", unit]) }
        let tree = layout.named ?? layout.unified ?? ""
        return (
            ["sh", "-c", Self.freezeScript, "sh", group, tree, unit],
            ["sh", "-c", #"[ ! -e "$1/freezer.state" ] || echo THAWED >"$1/freezer.state""#, "sh", group]
        )
    }

    /// The group of a unit's processes in version 1's freezer, which systemd does not use: it freezes units in version 2 only.
    private func legacyFreezer(_ unit: String) -> String? { layout.legacy["freezer"].map { "\($0)/strata/\(unit)" } }

    /// Arguments: a group of version 1's freezer, where systemd's own hierarchy is mounted, a unit. All of the unit's processes but the main one, which is
    /// nspawn, come into the group, which freezes each as it does; those that they start meanwhile come there by themselves.
    private static let freezeScript = #"""
        mkdir -p -- "$1" && echo FROZEN >"$1/freezer.state" || exit 1
        main=$(systemctl show --property=MainPID --value -- "$3"); own=$(systemctl show --property=ControlGroup --value -- "$3")
        [ -n "$own" ] && [ "$own" != / ] || { echo "$3 has no control group" >&2; echo THAWED >"$1/freezer.state"; exit 1; }
        turns=0; new=1
        while [ -n "$new" ]; do
            new=; in=" $(cat "$1/cgroup.procs" | tr '\n' ' ')"
            for p in $(find "$2$own" -name cgroup.procs -exec cat {} + | sort -u); do
                [ "$p" = "$main" ] && continue
                case $in in *" $p "*) ;; *) echo "$p" >"$1/cgroup.procs" 2>/dev/null && new=1 ;; esac
            done
        done
        while read -r state <"$1/freezer.state"; [ "$state" != FROZEN ]; do
            turns=$((turns + 1)); [ $turns -lt 1000 ] || { echo 'not all of its processes can be frozen' >&2; echo THAWED >"$1/freezer.state"; exit 1; }
            sleep 0.01
        done
        """#

    /// systemd runs what writes down how nspawn ended after machined has let go of the machine.
    func ending(_ definitions: [MachineDefinition]) async throws(DriverError) -> Set<UID> {
        let names = Dictionary(definitions.map { (Self.unit($0.name), $0.uid) }, uniquingKeysWith: { $1 })
        guard !names.isEmpty else { return [] }
        let command = Command(
            executable: "systemctl", arguments: ["show", "--property=Id", "--property=ActiveState", "--"] + names.keys.sorted())
        let states = UnitStates(parsing: try await tools.check(command, "look at", tools.machine.name).text).states
        return Set(names.filter { ["deactivating", "active", "activating"].contains(states[$0.key]) }.map(\.value))
    }

    func changes() -> AsyncThrowingStream<NativeID, any Error> { MachinedWatch(tools: tools).changes() }
}
