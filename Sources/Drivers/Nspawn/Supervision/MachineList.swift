import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// What machined's method `ListMachines` answers, as busctl(1) writes it: `{"type":"a(ssso)","data":[[[NAME,CLASS,SERVICE,PATH],…]]}`.
struct MachineList: Sendable, Equatable {
    /// The machines that nspawn runs.
    var names: [String] = []

    /// Never fails: what is not of that form is left out.
    init(parsing text: String) {
        guard let json = try? JSONValue(parsing: text), let rows = json["data"]?.array?.first?.array else { return }
        for row in rows {
            guard let cells = row.array?.map({ $0.string ?? "" }), cells.count >= 3, cells[1] == "container", cells[2] == "systemd-nspawn",
                MachineName.isValid(cells[0])
            else { continue }
            names.append(cells[0])
        }
    }
}

/// What `machinectl show` prints of a machine: a key, an equals sign and a value per line.
struct MachineProperties: Sendable, Equatable {
    var name = ""
    var service = ""
    var unit = ""
    var leader: Int?
    var state = ""

    /// The machines of a text, with an empty line between each two.
    static func blocks(of text: String) -> [MachineProperties] {
        var machines: [MachineProperties] = []
        var machine = MachineProperties()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let equals = line.firstIndex(of: "=") else {
                if !machine.name.isEmpty { machines.append(machine) }
                machine = MachineProperties()
                continue
            }
            let value = String(line[line.index(after: equals)...])
            switch line[..<equals] {
            case "Name": machine.name = MachineName.isValid(value) ? value : ""
            case "Service": machine.service = value
            case "Unit": machine.unit = isUnit(value) ? value : ""
            case "Leader": machine.leader = Int(value).flatMap { $0 > 1 ? $0 : nil }
            case "State": machine.state = value
            default: continue
            }
        }
        if !machine.name.isEmpty { machines.append(machine) }
        return machines
    }

    private static func isUnit(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
    }

    /// What machined's word means (org.freedesktop.machine1(5), "State").
    var power: PowerState {
        switch state {
        case "running": .running
        case "opening": .starting
        case "closing": .stopping
        default: .other(state.printable(limit: 40))
        }
    }
}

extension CgroupLayout {
    /// Whether a control group's name is that of a machine's own: a unit of systemd's, or the UID that Strata names it by.
    static func isMachine(_ name: Substring) -> Bool {
        name.hasPrefix("systemd-nspawn@") || (name.hasPrefix("machine-") && name.hasSuffix(".scope")) || UID(String(name)).isUUID
    }
}
