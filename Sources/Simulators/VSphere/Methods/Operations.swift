/// What a method of a managed object does.
typealias Operation = @Sendable (isolated Center, Call) async throws -> Value?

/// The methods that there are, by type and by name on the wire.
enum Operations {
    static let all: [String: [String: Operation]] = {
        var table: [String: [String: Operation]] = [:]
        let parts = [
            serviceInstance, sessionManager, authorizationManager, propertyCollector, viewManager, searchIndex, managedEntity, folder,
            datacenter,
            computeResource, resourcePool, hostSystem, datastores, virtualMachine, machineSnapshots, machineMoves, tasks, events,
            performance,
            customFields, files, transfer, surroundings,
        ]
        for part in parts { for (type, methods) in part { table[type, default: [:]].merge(methods) { $1 } } }
        return table
    }()

    /// A type's method, its own or one that it has of a type above it.
    static func find(_ type: String, _ name: String) -> Operation? {
        var place = type
        while true {
            if let found = all[place]?[name] { return found }
            guard let kind = TypeTable.shared.kind(place) else { return nil }
            place = kind.parent
        }
    }
}
