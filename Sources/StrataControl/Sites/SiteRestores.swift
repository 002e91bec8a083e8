public import StrataAPI
public import StrataDriverKit
import StrataResources

/// Machines that come back from their stacks' own backups.
public struct SiteRestores: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    /// Has a site surveyed at once.
    let look: @Sendable (ObjectName) -> Void

    /// Makes a machine, which is nobody's, from a backup; see ``BackingUp/restore(_:from:)``.
    public func restore(
        _ name: String, at site: ObjectName, from source: @escaping @Sendable () async throws(DriverError) -> [UInt8]?
    ) async throws(APIError) -> NativeID {
        do {
            let connected = try await directory.connected(site.name)
            let able: any BackingUp = try connected.able(.backup, objects)
            defer { look(site) }
            return try await able.restore(name, from: source)
        } catch {
            throw APIError(error, site, Site.kind)
        }
    }
}
