public import StrataAPI
public import StrataDriverKit
import StrataResources

/// What can be done to a running instance besides changing it: commands inside, its console, its log, a restart.
public struct InstanceSessions: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let restarts: RestartRequests
    let wake: @Sendable (ObjectName) -> Void

    var access: MachineAccess { MachineAccess(objects: objects, directory: directory) }

    /// Runs a command inside.
    public func exec(_ name: ObjectName, _ request: ExecRequest) async throws(APIError) -> CommandSession {
        try await access.use(name, .exec, as: (any Executing).self) { try await $0.driver.exec($0.id, request) }
    }

    /// Attaches to the console.
    public func console(_ name: ObjectName, terminal: TerminalSize) async throws(APIError) -> CommandSession {
        try await access.use(name, .console, as: (any ConsoleAttaching).self) { try await $0.driver.console($0.id, terminal: terminal) }
    }

    /// Reads the log.
    public func log(_ name: ObjectName, tail: Int?, follow: Bool) async throws(APIError) -> CommandSession {
        try await access.use(name, .log, as: (any LogReading).self) { try await $0.driver.log($0.id, tail: tail, follow: follow) }
    }

    /// The way to backups of the stack's own, once it was found that there is one.
    public struct Backup: Sendable {
        let name: ObjectName
        let driver: any BackingUp
        let id: NativeID

        /// See ``BackingUp/backUp(_:to:)``.
        public func send(to sink: @escaping @Sendable ([UInt8]) async -> Bool) async throws(APIError) {
            do { try await driver.backUp(id, to: sink) } catch { throw APIError(error, name) }
        }
    }

    /// The way to a backup of the stack's own.
    public func backup(of name: ObjectName) async throws(APIError) -> Backup {
        try await access.use(name, .backup, as: (any BackingUp).self) { Backup(name: name, driver: $0.driver, id: $0.id) }
    }

    /// Stops and starts an instance that should run, and returns when it does.
    public func restart(_ name: ObjectName) async throws(APIError) {
        guard let instance = try Objects<Instance>(objects).get(name) else { throw .notFound(Instance.kind, name.name) }
        guard instance.spec.power == .running else {
            throw .conflict(
                Instance.kind, name.name,
                "it should be \(instance.spec.power.rawValue); only an instance with spec.power Running can be restarted")
        }
        do {
            try await restarts.request(name) { wake(name) }
        } catch {
            throw APIError(error, name)
        }
    }
}
