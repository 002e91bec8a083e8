public import StrataAPI
public import StrataDriverKit
import StrataResources

/// What can be done to a running instance besides changing it: commands inside, its console, its log, a restart.
public struct InstanceSessions: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let restarts: RestartRequests
    let wake: @Sendable (ObjectName) -> Void

    /// Runs a command inside.
    public func exec(_ name: ObjectName, _ request: ExecRequest) async throws(APIError) -> CommandSession {
        try await open(name, .exec) { site, id in
            guard let able = site.driver as? any Executing else { throw DriverError.unsupported(.exec, stack: site.stack) }
            return try await able.exec(id, request)
        }
    }

    /// Attaches to the console.
    public func console(_ name: ObjectName, terminal: TerminalSize) async throws(APIError) -> CommandSession {
        try await open(name, .console) { site, id in
            guard let able = site.driver as? any ConsoleAttaching else { throw DriverError.unsupported(.console, stack: site.stack) }
            return try await able.console(id, terminal: terminal)
        }
    }

    /// Reads the log.
    public func log(_ name: ObjectName, tail: Int?, follow: Bool) async throws(APIError) -> CommandSession {
        try await open(name, .log) { site, id in
            guard let able = site.driver as? any LogReading else { throw DriverError.unsupported(.log, stack: site.stack) }
            return try await able.log(id, tail: tail, follow: follow)
        }
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
            throw Self.apiError(error, name)
        }
    }

    private func open(
        _ name: ObjectName, _ ability: Ability, _ body: @Sendable (ConnectedSite, NativeID) async throws -> CommandSession
    ) async throws(APIError) -> CommandSession {
        guard let instance = try Objects<Instance>(objects).get(name) else { throw .notFound(Instance.kind, name.name) }
        do {
            let site = try await directory.connected(instance.spec.site)
            let stored = try Objects<Site>(objects).get(ObjectName(name: site.name))
            if let known = stored?.status.abilities.first(where: { $0.name == ability.rawValue }), known.support == .no {
                throw DriverError.unavailable(ability, because: known.reason)
            }
            guard !instance.status.nativeID.isEmpty else {
                throw DriverError.notFound(.init(ability.rawValue, name.name, answer: "the machine has not been created yet"))
            }
            return try await body(site, NativeID(instance.status.nativeID))
        } catch {
            throw Self.apiError(error, name)
        }
    }

    static func apiError(_ error: any Error, _ name: ObjectName, _ kind: ResourceKind = Instance.kind) -> APIError {
        switch error {
        case let error as APIError: return error
        case let error as SiteUnavailable: return APIError(.serviceUnavailable, error.description, kind: kind, name: name.name)
        case let error as DriverError:
            let reason: APIError.Reason =
                switch error {
                case .unreachable, .cancelled: .serviceUnavailable
                case .timedOut: .timeout
                case .failed: .internalError
                case .refused, .notOwned: .conflict
                case .notFound: .notFound
                case .unsupported, .unavailable: .badRequest
                }
            return APIError(reason, error.description, kind: kind, name: name.name)
        case let error as DeadlineExceeded: return APIError(.timeout, error.description, kind: kind, name: name.name)
        default: return APIError(.internalError, "\(error)", kind: kind, name: name.name)
        }
    }
}
