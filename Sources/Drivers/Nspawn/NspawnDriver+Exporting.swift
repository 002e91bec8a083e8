public import StrataDriverKit
import StrataLinuxHost

extension NspawnDriver: Exporting {
    /// See ``Exporting/export(_:at:)``. What the machine changed is copied first, while it is frozen if it runs; then the whole root file system is sent as a
    /// tarball, with the ids as they are inside.
    public func export(_ id: NativeID, at snapshot: SnapshotID?) async throws(DriverError) -> MachineExport {
        let attempt = "export"
        let origin = try await origin(id, at: snapshot, attempt)
        let export = TreeExport(
            tools: tools, path: places.path, object: id.text, lower: origin.lower.isEmpty ? nil : origin.lower, map: origin.map,
            isMountedInside: false, entering: SiteFacts.inNamespace)
        return try await export.open(
            origin.tree, at: snapshot, architecture: facts.architecture,
            command: origin.command.isEmpty && origin.boots ? ["/sbin/init"] : origin.command, stopSignal: origin.stopSignal
        ) { (bench) async throws(DriverError) in
            try await shelf(id, origin.definition, elsewhere: "\(bench)/shelf", attempt)
        }
    }
}
