public import StrataAPI
public import StrataDriverKit
import StrataResources

/// What can be done at a machine's front: looking at its screen, attaching to it, resetting it.
public struct ScreenSessions: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder
    let turns: MachineTurns

    private static let patience = Duration.seconds(30)

    /// What the screen shows, as a PNG.
    public func screenshot(_ name: ObjectName) async throws(APIError) -> [UInt8] {
        try await use(name, .screenshot) { site, _, id in
            let able: any Screenshotting = try site.able(.screenshot, objects)
            return try await withDeadline(Self.patience) { try await able.screenshot(id) }
        }
    }

    /// Attaches to the screen: a session in RFB.
    public func screen(_ name: ObjectName) async throws(APIError) -> CommandSession {
        try await use(name, .screen) { site, _, id in
            let able: any ScreenAttaching = try site.able(.screen, objects)
            return try await able.screen(id)
        }
    }

    /// Resets a running machine, and returns when it was.
    public func reset(_ name: ObjectName) async throws(APIError) {
        try await use(name, .reset) { site, instance, id in
            guard instance.spec.rights.contains(.update) else {
                throw APIError(
                    .forbidden, "spec.management of instance \(name.name) does not let Strata change its machine", kind: Instance.kind,
                    name: name.name)
            }
            let able: any Resetting = try site.able(.reset, objects)
            try await turns.run(instance.metadata.uid) { try await withDeadline(Self.patience) { try await able.reset(id) } }
            events.record(.normal, "Reset", "reset", about: instance)
        }
    }

    private func use<Value: Sendable>(
        _ name: ObjectName, _ ability: Ability, _ body: (ConnectedSite, Instance, NativeID) async throws -> Value
    ) async throws(APIError) -> Value {
        guard let instance = try Objects<Instance>(objects).get(name) else { throw .notFound(Instance.kind, name.name) }
        do {
            let site = try await directory.connected(instance.spec.site)
            guard !instance.status.nativeID.isEmpty else {
                throw DriverError.notFound(.init(ability.rawValue, name.name, answer: "the machine has not been created yet"))
            }
            return try await body(site, instance, NativeID(instance.status.nativeID))
        } catch {
            throw InstanceSessions.apiError(error, name)
        }
    }
}
