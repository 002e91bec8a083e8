import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// The unit of a machine: systemd's own `systemd-nspawn@.service`, with what is different for this machine in a drop-in.
extension MachinedSupervisor {
    static func unit(_ name: String) -> String { "systemd-nspawn@\(name).service" }

    private static let units = "/etc/systemd/system"

    private func dropIns(_ name: String) -> String { "\(Self.units)/\(Self.unit(name)).d" }

    private func dropIn(_ name: String) -> String { "\(dropIns(name))/50-strata.conf" }

    func write(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        let name = definition.name
        let text = text(definition)
        let old = try await tools.read(dropIn(name), attempt, name)
        if old != text {
            try await tools.makeDirectory(dropIns(name), mode: 0o755, attempt, name)
            try await tools.write(dropIn(name), text, mode: 0o600, attempt, name)
        }
        let isEnabled = try await tools.exists("\(Self.units)/machines.target.wants/\(Self.unit(name))", attempt, name)
        if definition.origin == .created, definition.options.autostart != isEnabled {
            try await tools.check(Command("machinectl", definition.options.autostart ? "enable" : "disable", "--", name), attempt, name)
        }
    }

    /// The drop-in's text.
    func text(_ definition: MachineDefinition) -> [UInt8] {
        var lines = ["# Written by Strata for the machine \(definition.name)."]
        lines.append("[Service]")
        if definition.origin == .created {
            let launch = Launch(definition: definition, places: places, registers: true)
            let command = ["/usr/bin/env", "unshare", "--mount", "--propagation", "slave", "sh", "-c", Scripts.unit, "sh"]
            lines += ["ExecStart=", "ExecStart=" + UnitText.line(command + launch.preparation + launch.arguments)]
            let side = UnitText.quoted(places.side(definition.uid).path)
            lines.append("ExecStartPost=" + UnitText.line(["/usr/bin/env", "sh", "-c", Scripts.unitPost, "sh"]) + " ${MAINPID} " + side)
            lines.append("TimeoutStartSec=60")
        } else {
            lines.append("ExecStartPre=" + script(Scripts.unitBegin, definition))
        }
        lines.append("ExecStopPost=" + script(Scripts.unitEnd, definition))
        // A frozen nspawn cannot say that it lives.
        lines.append("WatchdogSec=0")
        // What a machine that was taken over has of its own stays.
        lines += limits(definition).filter { definition.origin == .created || !$0.value.isEmpty }.map { "\($0.property)=\($0.setting)" }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// A command that runs a script for a machine's side.
    private func script(_ text: String, _ definition: MachineDefinition) -> String {
        UnitText.line(["/usr/bin/env", "sh", "-c", text, "sh", places.side(definition.uid).path])
    }

    /// A property of a unit that bounds it (systemd.resource-control(5)).
    private struct UnitLimit {
        var property: String
        /// Empty where there is no limit.
        var value: String

        /// What is written to set it, or to lift it.
        var setting: String { value.isEmpty && property != "CPUQuota" ? "infinity" : value }
    }

    private func limits(_ definition: MachineDefinition) -> [UnitLimit] {
        // systemd counts hundredths of a percent.
        let quota = definition.cpuCores.map { max(Int(($0 * 10_000).rounded()), 1) }
        return [
            UnitLimit(property: "CPUQuota", value: quota.map { "\($0 / 100).\($0 % 100 < 10 ? "0" : "")\($0 % 100)%" } ?? ""),
            UnitLimit(property: "MemoryMax", value: definition.memory.map(String.init) ?? ""),
            UnitLimit(property: "TasksMax", value: definition.processes.map(String.init) ?? ""),
        ]
    }

    func notedLimits(_ definitions: [MachineDefinition], _ attempt: String) async throws(DriverError) -> [UID: Limits] {
        let files = try await tools.read(definitions.map { dropIn($0.name) }, attempt, tools.machine.name)
        var limits: [UID: Limits] = [:]
        for definition in definitions {
            limits[definition.uid] = files[dropIn(definition.name)].map { Self.limits(in: String(decoding: $0, as: UTF8.self)) }
        }
        return limits
    }

    /// The limits that a drop-in sets; the last setting of each counts.
    static func limits(in text: String) -> Limits {
        var limits = Limits()
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let value = line[line.index(after: equals)...].trimmed
            switch line[..<equals].trimmed {
            case "CPUQuota": limits.cpuCores = value.last == "%" ? Double(value.dropLast()).flatMap { $0 > 0 ? $0 / 100 : nil } : nil
            case "MemoryMax": limits.memory = Int64(value).flatMap { $0 > 0 ? $0 : nil }
            case "TasksMax": limits.processes = Int(value).flatMap { $0 > 0 ? $0 : nil }
            default: continue
            }
        }
        return limits
    }

    /// Arguments: a unit, settings. What is set for a running unit is in effect at once; what the drop-in says is in effect from the next start on.
    private static let limitScript = #"u=$1; shift; systemctl daemon-reload && exec systemctl set-property --runtime -- "$u" "$@""#

    func limit(_ name: String, _ machine: RunningMachine, _ definition: MachineDefinition) async throws(DriverError) -> [String] {
        let settings = limits(definition).map { "\($0.property)=\($0.setting)" }
        try await tools.check(tools.script(Self.limitScript, [machine.unit] + settings), "change", name)
        return []
    }

    /// Arguments: a drop-in, its directory, a unit, its settings of this boot.
    private static let forgetScript = #"""
        rm -f -- "$1" && { [ ! -d "$2" ] || rmdir -- "$2" 2>/dev/null; }
        rm -rf -- "/run/systemd/system.control/$3.d"
        systemctl reset-failed -- "$3" 2>/dev/null
        systemctl daemon-reload
        """#

    func forget(_ definition: MachineDefinition, _ attempt: String) async throws(DriverError) {
        let name = definition.name
        if try await tools.exists("\(Self.units)/machines.target.wants/\(Self.unit(name))", attempt, name) {
            try await tools.check(Command("machinectl", "disable", "--", name), attempt, name)
        }
        try await tidy(name, definition)
        try await tools.check(
            tools.script(Self.forgetScript, [dropIn(name), dropIns(name), Self.unit(name)], deadline: .seconds(60)), attempt, name)
    }
}
