public import StrataAPI
import StrataDriverKit
import StrataResources

/// What can be done with hosts besides looking at them.
public struct HostSessions: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder
    /// Has a site surveyed at once.
    let look: @Sendable (ObjectName) -> Void

    private static let patience = Duration.seconds(3600)

    /// Empties a host of its machines, and returns once that is done.
    public func evacuate(_ name: ObjectName) async throws(APIError) {
        try await use(name, "Evacuated", "emptied of its machines") { try await $0.evacuate($1) }
    }

    /// Has an evacuated host take machines again.
    public func restore(_ name: ObjectName) async throws(APIError) {
        try await use(name, "Restored", "takes machines again") { try await $0.restore($1) }
    }

    private func use(
        _ name: ObjectName, _ reason: String, _ message: String,
        _ body: @escaping @Sendable (any Evacuating, String) async throws -> Void
    ) async throws(APIError) {
        guard let host = try Objects<Host>(objects).get(name) else { throw .notFound(Host.kind, name.name) }
        do {
            let site = try await directory.connected(host.spec.site)
            let able: any Evacuating = try site.able(.evacuation, objects)
            defer { look(ObjectName(name: host.spec.site)) }
            try await withDeadline(Self.patience) { try await body(able, host.status.hostname) }
            events.record(.normal, reason, message, about: host)
        } catch {
            throw APIError(error, name, Host.kind)
        }
    }
}
