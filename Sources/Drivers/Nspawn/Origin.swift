import StrataAPI
import StrataDriverKit
import StrataLinuxHost

/// What a machine is copied from, or sent as: another machine, as it is now or was at a snapshot.
struct Origin: Sendable {
    var id: NativeID
    /// What Strata noted of it; nil for a machine of others.
    var definition: MachineDefinition?
    var root: MachineDefinition.Root
    /// The tree that is the machine's own, and the image's root file system below it.
    var tree: String
    var lower: String
    /// The ids that stand for the machine's; nil where they are the host's.
    var map: IDMap?
    var boots: Bool
    var command: [String]
    var stopSignal: String
    var snapshot: SnapshotID?

    /// The digest of the image it was made from, where Strata made it.
    var digest: String { definition?.digest ?? "" }
}

extension NspawnDriver {
    /// Looks at a machine that is to be copied. Legal in every state.
    func origin(_ id: NativeID, at snapshot: SnapshotID?, _ attempt: String) async throws(DriverError) -> Origin {
        let definition = try await existing(id, attempt)
        if let definition, definition.origin == .created {
            return Origin(
                id: id, definition: definition, root: definition.root, tree: places.tree(definition),
                lower: definition.root == .overlay ? definition.lower : "", map: definition.map, boots: definition.boots,
                command: definition.command, stopSignal: definition.stopSignal, snapshot: snapshot)
        }
        let settings = try await settings(id.text, attempt)
        let tree = try await directory(id, attempt)
        return Origin(
            id: id, definition: definition, root: .directory, tree: tree, lower: "", map: try await map(of: tree, id, attempt),
            boots: settings.boots, command: settings.boots ? [] : SettingWord.words(of: settings.value("Exec.Parameters") ?? ""),
            stopSignal: settings.value("Exec.KillSignal") ?? "", snapshot: snapshot)
    }

    /// The root directory of a machine that Strata did not make.
    func directory(_ id: NativeID, _ attempt: String) async throws(DriverError) -> String {
        let entries = try await tools.entries(in: places.path, attempt, places.path)
        guard entries.contains(where: { $0.name == id.text && $0.kind == .directory }) else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "its root file system is no directory but a disk image or a link",
                    hint: "Use systemd's own means, such as machinectl clone"))
        }
        return places.root(id.text)
    }

    /// The ids that stand for those inside, by the owner of the root directory: nspawn gives it the first of them (systemd-nspawn(1), `--private-users=`).
    private func map(of tree: String, _ id: NativeID, _ attempt: String) async throws(DriverError) -> IDMap? {
        let output = try await tools.check(Command("stat", "-c", "%u", "--", tree), attempt, id.text)
        guard let owner = UInt32(output.text.trimmed), owner % IDMap.size == 0 else {
            throw .refused(.init(attempt, id.text, answer: "its ids are mapped in a way that Strata cannot undo"))
        }
        return owner == 0 ? nil : IDMap(user: owner, group: owner)
    }

    /// The shelf of a machine's snapshots, or for one of others, which has none, a place to work in.
    ///
    /// - Parameter attempt: what it is for; a running machine that Strata cannot hold still is refused.
    func shelf(
        _ id: NativeID, _ definition: MachineDefinition?, elsewhere directory: String, _ attempt: String
    ) async throws(DriverError) -> SnapshotShelf {
        let running = try await supervisor.running(id.text, definition)
        guard let definition else {
            guard running == nil else {
                throw .refused(
                    .init(
                        attempt, id.text, answer: "Strata did not make it, and does not freeze it",
                        hint: "Stop it, or take it over first: strata adopt \(id.text)"))
            }
            return SnapshotShelf(
                tools: tools, directory: directory, stilling: Stilling(freeze: ["true"], thaw: ["true"], isNeeded: false), object: id.text)
        }
        // Under a machine that was taken over and never started there is no side yet.
        try await tools.makeDirectory(places.state, mode: 0o711, attempt, id.text)
        let words = try supervisor.stilling(id.text, definition)
        let isNeeded = running.map { $0.power != .paused } ?? false
        return SnapshotShelf(
            tools: tools, directory: places.side(definition.uid).snapshots,
            stilling: Stilling(freeze: words.freeze, thaw: words.thaw, isNeeded: isNeeded), object: id.text)
    }
}
