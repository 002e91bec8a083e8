public import StrataAPI
public import StrataDriverKit
import StrataLinuxHost

extension LXCDriver: Snapshotting {
    /// See ``Snapshotting/snapshots(_:)``. Those that lxc-snapshot(1) took are not shown.
    public func snapshots(_ id: NativeID) async throws(DriverError) -> [ObservedSnapshot] {
        _ = try await existing(id, "list the snapshots of")
        return try await shelf(id).list()
    }

    /// See ``Snapshotting/takeSnapshot(_:_:)``. A running container is frozen while what it changed of its image is copied.
    public func takeSnapshot(_ id: NativeID, _ order: SnapshotOrder) async throws(DriverError) -> SnapshotID {
        let attempt = "take a snapshot of"
        guard !order.withMemory else { throw .unsupported(.memory, stack: Self.stack) }
        let root = try root(of: try await existing(id, attempt), id, attempt)
        return try await shelf(id, try await stilling(id)).take(order, of: root.tree)
    }

    /// See ``Snapshotting/revert(_:to:)``. The container's own tree is copied anew from the snapshot, and its configuration then names that
    /// instead of the old one, in one step.
    public func revert(_ id: NativeID, to snapshot: SnapshotID) async throws(DriverError) {
        let attempt = "revert"
        let config = try await existing(id, attempt)
        let root = try root(of: config, id, attempt)
        guard let section = config.replacing(["lxc.rootfs.path"], with: []), !section.isEmpty else {
            throw .refused(
                .init(
                    attempt, id.text, answer: "Strata did not make this container, and does not change where its root file system lies",
                    hint: "Clone an instance from the snapshot instead"))
        }
        let shelf = shelf(id)
        try await shelf.existing(snapshot, attempt)
        if try await isActive(id.text) { try await stop(id, grace: .zero) }
        try await removeTrees(id, but: root, shelf)
        let tree = "\(directory(id.text))/\(Self.treePrefix)\(UID.random().text.prefix(8))"
        try await shelf.copy(snapshot, to: tree, attempt)
        let line = "lxc.rootfs.path = \(root.value(with: tree))"
        guard let text = config.replacing(["lxc.rootfs.path"], with: [line]) else { return }
        try await tools.write("\(directory(id.text))/config", text, mode: 0o600, attempt, id.text)
        try await removeTrees(id, but: .directory(tree), shelf)
    }

    /// See ``Snapshotting/deleteSnapshot(_:_:owner:)``.
    public func deleteSnapshot(_ id: NativeID, _ snapshot: SnapshotID, owner: UID) async throws(DriverError) {
        guard try await configuration(id.text, "remove a snapshot of") != nil else { return }
        try await shelf(id).remove(snapshot, owner: owner)
    }

    /// What the directories of reverted trees begin with.
    private static var treePrefix: String { "root-" }

    /// Removes the trees that reverts left behind, and the one that `kept` has replaced.
    private func removeTrees(_ id: NativeID, but kept: ContainerRoot, _ shelf: SnapshotShelf) async throws(DriverError) {
        let home = directory(id.text)
        let trees = try await tools.directories(in: home, "revert", id.text)
            .filter { $0.hasPrefix(Self.treePrefix) || $0 == "upper" || $0 == "rootfs" }
            .map { "\(home)/\($0)" }.filter { $0 != kept.tree }
        guard !trees.isEmpty else { return }
        try await shelf.settle(removing: trees)
    }

    /// The shelf of a container's snapshots.
    ///
    /// - Parameter stilling: ``stilling(_:)`` for what copies the container's tree.
    func shelf(_ id: NativeID, _ stilling: Stilling? = nil) -> SnapshotShelf {
        func words(_ tool: String) -> [String] {
            let command = tools.command(tool, id.text)
            return [command.executable] + command.arguments
        }
        // What an earlier call left frozen is thawed by any.
        let stilling = stilling ?? Stilling(freeze: words("lxc-freeze"), thaw: words("lxc-unfreeze"), isNeeded: false)
        return SnapshotShelf(tools: tools, directory: "\(directory(id.text))/snapshots", stilling: stilling, object: id.text)
    }

    /// How a container is frozen while its tree is copied; nil where it need not be: it does not run, or its user has frozen it.
    ///
    /// lxc-freeze(1) looks once a second whether all is frozen, for which nothing should make a container wait.
    func stilling(_ id: NativeID) async throws(DriverError) -> Stilling? {
        let attempt = "copy"
        guard try await isActive(id.text), try await !isFrozen(id.text) else { return nil }
        guard let process = try await firstProcess(id.text, attempt),
            let membership = try await tools.read("/proc/\(process)/cgroup", attempt, id.text),
            let group = facts.layout.directory(
                of: "freezer", in: String(decoding: membership, as: UTF8.self), isOwn: CgroupLayout.isPayload)
        else { throw .failed(.init(attempt, id.text, answer: "it runs, and the control group that could freeze it was not found")) }
        let freezer = FreezerFile(of: group, facts.layout)
        return Stilling(freeze: freezer.command(freezes: true), thaw: freezer.command(freezes: false), isNeeded: true)
    }

    /// Where the container's root file system lies.
    func root(of config: ContainerConfig, _ id: NativeID, _ attempt: String) throws(DriverError) -> ContainerRoot {
        guard let root = ContainerRoot(config) else {
            let storage = (config.value("lxc.rootfs.path") ?? "").split(separator: ":").first.map(String.init) ?? "nothing"
            throw .refused(
                .init(
                    attempt, id.text, answer: "its root file system is no directory but \(storage.printable(limit: 40))",
                    hint: "Use the storage's own means, such as lxc-snapshot"))
        }
        return root
    }
}
