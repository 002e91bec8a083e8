public import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver: Snapshotting {
    /// See ``Snapshotting/snapshots(_:)``. A machine of others has none.
    public func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        let attempt = "list the snapshots of"
        guard let definition = try await existing(id, attempt) else { return [] }
        return try await shelf(of: definition).list()
    }

    /// See ``Snapshotting/takeSnapshot(_:_:)``. A running machine is frozen while what it changed of its image is copied.
    public func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        guard !order.withMemory else { throw .unsupported(.memory, stack: Self.stack) }
        guard let definition = try await existing(id, attempt) else {
            throw .refused(
                .init(attempt, id.text, answer: "Strata did not make it", hint: "Take it over first: strata adopt \(id.text)"))
        }
        try checkLasting(definition, attempt)
        let tree = definition.origin == .created ? places.tree(definition) : try await directory(id, attempt)
        return try await shelf(id, definition, elsewhere: "", attempt).take(order, of: tree)
    }

    /// See ``Snapshotting/revert(_:to:)``. The machine's own tree is copied anew from the snapshot, and its note then names that instead of the old one, in
    /// one step.
    public func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        let attempt = "revert"
        guard var definition = try await existing(id, attempt), definition.origin == .created else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "Strata did not make this machine, and does not change where its root file system lies",
                    hint: "Clone an instance from the snapshot instead"))
        }
        try checkLasting(definition, attempt)
        let shelf = shelf(of: definition)
        try await shelf.existing(snapshot, attempt)
        try await stop(id, definition, grace: .zero)
        try await removeTrees(definition, shelf)
        definition.tree = MachineDefinition.newTree()
        try await shelf.copy(snapshot, to: places.tree(definition), attempt)
        try await write(definition, try await settings(id.text, attempt), attempt)
        try await removeTrees(definition, shelf)
    }

    /// See ``Snapshotting/deleteSnapshot(_:_:owner:)``.
    public func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        guard let definition = try await definition(id.text, "remove a snapshot of") else { return }
        try await shelf(of: definition).remove(snapshot, owner: owner)
    }

    /// Refuses what makes no sense where each start begins anew.
    private func checkLasting(_ definition: MachineDefinition, _ attempt: String) throws(DriverError) {
        guard !definition.options.ephemeral else {
            throw .refused(
                .init(
                    attempt, definition.name, answer: "it is ephemeral: each of its starts is from the image as it is",
                    hint: "Make an instance without spec.stack.nspawn.ephemeral"))
        }
    }

    /// The shelf of a machine's snapshots, for what needs no machine that is held still.
    private func shelf(of definition: MachineDefinition) -> SnapshotShelf {
        SnapshotShelf(
            tools: tools, directory: places.side(definition.uid).snapshots,
            stilling: Stilling(freeze: ["true"], thaw: ["true"], isNeeded: false), object: definition.name)
    }

    /// Arguments: a directory, whose content goes. The directory stays: it says that there is a machine.
    private static let emptyScript = #"find "$1" -xdev -mindepth 1 -delete"#

    /// Removes the trees that a machine no longer has, which reverts left behind.
    private func removeTrees(_ definition: MachineDefinition, _ shelf: SnapshotShelf) async throws(DriverError) {
        let side = places.side(definition.uid)
        let first = definition.root == .overlay ? ["upper"] : []
        let trees = try await tools.directories(in: side.path, "revert", definition.name)
            .filter { (MachineDefinition.isTree($0) || first.contains($0)) && "\(side.path)/\($0)" != places.tree(definition) }
        if !trees.isEmpty { try await shelf.settle(removing: trees.map { "\(side.path)/\($0)" }) }
        guard definition.root == .directory, !definition.tree.isEmpty else { return }
        let root = places.root(definition.name)
        try await tools.check(tools.script(Self.emptyScript, [root], deadline: SnapshotShelf.patience), "revert", definition.name)
    }
}
