import StrataAPI
import StrataDriverKit
import StrataResources

/// The way from an instance's name to its machine, for what is done to it besides changing it.
struct MachineAccess: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory

    /// A machine, with its site's driver as one that has the ability that is asked for.
    struct Reached<Able: Sendable>: Sendable {
        var instance: Instance
        var site: ConnectedSite
        var driver: Able
        var id: NativeID
    }

    /// Does something to an instance's machine. Whatever goes wrong is a status for the client.
    func use<Able: Sendable, Value: Sendable>(
        _ name: ObjectName, _ ability: Ability, as type: Able.Type, _ body: (Reached<Able>) async throws -> Value
    ) async throws(APIError) -> Value {
        guard let instance = try Objects<Instance>(objects).get(name) else { throw .notFound(Instance.kind, name.name) }
        do {
            let site = try await directory.connected(instance.spec.site)
            let driver = try site.able(ability, objects, as: type)
            guard !instance.status.nativeID.isEmpty else {
                throw DriverError.notFound(.init(ability.rawValue, name.name, answer: "the machine has not been created yet"))
            }
            return try await body(Reached(instance: instance, site: site, driver: driver, id: NativeID(instance.status.nativeID)))
        } catch {
            throw APIError(error, name)
        }
    }
}

extension APIError {
    /// What a client is told of an error that something done to an object met.
    init(_ error: any Error, _ name: ObjectName, _ kind: ResourceKind = Instance.kind) {
        switch error {
        case let error as APIError: self = error
        case let error as SiteUnavailable: self.init(.serviceUnavailable, error.description, kind: kind, name: name.name)
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
            self.init(reason, error.description, kind: kind, name: name.name)
        case let error as DeadlineExceeded: self.init(.timeout, error.description, kind: kind, name: name.name)
        default: self.init(.internalError, "\(error)", kind: kind, name: name.name)
        }
    }
}
