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

    private var access: MachineAccess { MachineAccess(objects: objects, directory: directory) }

    /// What the screen shows, as a PNG.
    public func screenshot(_ name: ObjectName) async throws(APIError) -> [UInt8] {
        try await access.use(name, .screenshot, as: (any Screenshotting).self) { machine in
            try await withDeadline(Self.patience) { try await machine.driver.screenshot(machine.id) }
        }
    }

    /// Attaches to the screen: a session in RFB.
    public func screen(_ name: ObjectName) async throws(APIError) -> CommandSession {
        try await access.use(name, .screen, as: (any ScreenAttaching).self) { try await $0.driver.screen($0.id) }
    }

    /// Resets a running machine, and returns when it was.
    public func reset(_ name: ObjectName) async throws(APIError) {
        try await access.use(name, .reset, as: (any Resetting).self) { machine in
            let instance = machine.instance
            guard instance.spec.rights.contains(.update) else {
                throw APIError(
                    .forbidden, "spec.management of instance \(name.name) does not let Strata change its machine", kind: Instance.kind,
                    name: name.name)
            }
            try await turns.run(instance.metadata.uid) {
                try await withDeadline(Self.patience) { try await machine.driver.reset(machine.id) }
            }
            events.record(.normal, "Reset", "reset", about: instance)
        }
    }
}
