import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// The control groups of machines that Strata supervises: one named after the UID below `strata` in each hierarchy (cgroups(7)). nspawn makes groups of its own
/// below it.
extension DirectSupervisor {
    /// A machine's groups, the hierarchies' roots before them.
    func groups(of uid: UID) -> [(root: String, path: String)] {
        var roots = Set(["cpu", "cpuacct", "memory", "pids", "freezer"].compactMap { layout.legacy[$0] })
        roots.formUnion([layout.named, layout.unified].compactMap(\.self))
        return roots.sorted().map { ($0, "\($0)/strata/\(uid.text)") }
    }

    /// The files of a machine's limits, with their values and the fields behind them.
    func settings(_ definition: MachineDefinition) -> [(field: String, file: String, value: String)] {
        let limits = Limits(cpuCores: definition.cpuCores, memory: definition.memory, processes: definition.processes)
        return limits.settings(layout).compactMap { setting in
            let controller = String(setting.file.prefix { $0 != "." })
            guard let root = layout.legacy[controller] ?? (layout.unifiedControllers.contains(controller) ? layout.unified : nil) else {
                return nil
            }
            return (setting.field, "\(root)/strata/\(definition.uid.text)/\(setting.file)", setting.value)
        }
    }

    /// Arguments: a machine's groups, which go with all below them. The kernel keeps those in which something still runs, and takes a moment to notice an end.
    static let removalScript =
        Scripts.clear + #"""
            turns=0; for g; do
                while [ -d "$g" ]; do
                    clear "$g"
                    find "$g" -depth -type d -exec rmdir {} \; 2>/dev/null
                    [ -d "$g" ] || break
                    turns=$((turns + 1)); [ $turns -lt 200 ] || exit 1; sleep 0.01
                done
            done
            """#

    /// The file that freezes a machine's groups; nil where the kernel has none.
    private func freezer(_ uid: UID) -> FreezerFile? {
        (layout.legacy["freezer"] ?? layout.unified).map { FreezerFile(of: "\($0)/strata/\(uid.text)", layout) }
    }

    func freeze(_ freezes: Bool, _ name: String, _ machine: RunningMachine, _ definition: MachineDefinition?) async throws(DriverError) {
        let attempt = freezes ? "pause" : "resume"
        guard let definition else {
            throw .refused(.init(attempt, name, answer: "it has no control groups of its own: Strata did not start it"))
        }
        let words = try stilling(name, definition)
        let command = freezes ? words.freeze : words.thaw
        try await tools.check(Command(executable: command[0], arguments: Array(command.dropFirst())), attempt, name)
    }

    func stilling(_ name: String, _ definition: MachineDefinition) throws(DriverError) -> (freeze: [String], thaw: [String]) {
        guard let freezer = freezer(definition.uid) else {
            throw .unavailable(.pause, because: "the kernel's control groups have no freezer")
        }
        return (freezer.command(freezes: true), freezer.command(freezes: false))
    }

    /// Those of the machines that are frozen.
    func frozenGroups(_ uids: [UID]) async throws(DriverError) -> Set<UID> {
        var files: [String: UID] = [:]
        for uid in uids { if let freezer = freezer(uid) { files[freezer.path] = uid } }
        let states = try await tools.read(Array(files.keys), "look at", places.path)
        return Set(
            states.compactMap { file, bytes in
                FreezerFile.isFrozen(bytes) ? files[file] : nil
            })
    }

    /// Arguments: pairs of file and value. Prints the files that did not take their value.
    private static let limitScript = #"while [ $# -gt 0 ]; do echo "$2" >"$1" || echo "$1"; shift 2; done 2>/dev/null"#

    func limit(_ name: String, _ machine: RunningMachine, _ definition: MachineDefinition) async throws(DriverError) -> [String] {
        let settings = settings(definition)
        let output = try await tools.check(
            tools.script(Self.limitScript, settings.flatMap { [$0.file, $0.value] }), "change", name)
        let refused = Set(output.text.split(separator: "\n").map(String.init))
        return settings.filter { refused.contains($0.file) }.map(\.field).uniqued()
    }
}
