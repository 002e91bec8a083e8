public import StrataDriverKit
import StrataLinuxHost

extension LXCDriver: Exporting {
    /// See ``Exporting/export(_:at:)``. What the container changed is copied first, while it is frozen if it runs; then the whole root file
    /// system is sent as a tarball, with the ids as they are inside.
    public func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        let config = try await existing(id, attempt)
        let root = try root(of: config, id, attempt)
        let map = IDMap(config)
        guard map != nil || !config.isUnprivileged else {
            throw .refused(.init(attempt, id.text, answer: "its ids are mapped in a way that Strata cannot undo"))
        }
        return try await TreeExport(
            tools: tools, path: tools.path, object: id.text, lower: root.lower, map: map, isMountedInside: true,
            entering: { facts.inNamespace($0) }
        ).open(
            root.tree, at: snapshot, architecture: facts.architecture, command: Self.command(of: config, id.text),
            stopSignal: config.value("lxc.signal.halt") ?? ""
        ) { (_) async throws(DriverError) in
            shelf(id, try await stilling(id))
        }
    }

    /// The command that a container's first process runs.
    static func command(of config: ContainerConfig, _ name: String) -> [String] {
        if let tag = ContainerTag(config, name: name), !tag.command.isEmpty { return tag.command }
        return config.value("lxc.init.cmd")?.split(separator: " ").map(String.init) ?? []
    }
}
