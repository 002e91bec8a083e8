import StrataAPI
import StrataDriverKit
import StrataResources

/// Makes networks what their objects say, and removes those that are being deleted once nothing is on them.
struct NetworkReconciler: Sendable {
    let objects: ObjectService
    let directory: SiteDirectory
    let events: EventRecorder

    private var store: Objects<Network> { Objects(objects) }

    /// How often a network is looked at though nothing tells of a change: others on its machine may have taken a part of it away.
    private static let interval = Duration.seconds(60)

    func reconcile(_ name: ObjectName) async throws -> Outcome {
        guard let network = try store.get(name) else { return .settled }
        if network.metadata.isBeingDeleted, !network.metadata.finalizers.contains(Network.finalizer) { return .settled }
        do {
            let site = try await directory.connected(network.spec.site)
            guard let able = site.driver as? any NetworkKeeping else { throw DriverError.unsupported(.networks, stack: site.stack) }
            return try await site.limiter.run { () async throws -> Outcome in
                network.metadata.isBeingDeleted ? try await remove(network, able) : try await keep(network, able)
            }
        } catch let error as SiteUnavailable {
            return try await siteUnavailable(network, error)
        } catch let error as DriverError {
            return try await failed(network, error)
        } catch let error as DeadlineExceeded {
            return try await failed(network, .timedOut(.init("make the network", network.metadata.name, answer: error.description)))
        }
    }

    private func keep(_ network: Network, _ able: any NetworkKeeping) async throws -> Outcome {
        let order = NetworkOrder(network)
        let seen = try await withDeadline(InstanceConvergence.step) { try await able.keepNetwork(order) }
        let leases = seen.leases.prefix(Network.Status.leasesTold).map {
            Network.Lease(address: $0.address, mac: $0.mac, name: $0.domainName, instance: objects.instanceName($0.owner))
        }
        let wasReady = network.status.conditions.holds("Ready")
        try await store.changeStatus(network.name, uid: network.metadata.uid) { newest in
            newest.status.phase = .ready
            newest.status.bridge = seen.bridge
            newest.status.subnet = seen.subnet
            newest.status.gateway = seen.gateway
            newest.status.domain = seen.domain
            newest.status.usedAddresses = seen.leases.count
            newest.status.leases = leases
            newest.status.observedGeneration = network.metadata.generation
            newest.status.conditions.set(
                Condition(
                    "Ready", .yes, reason: seen.warnings.isEmpty ? "Made" : "Hindered", message: seen.warnings.joined(separator: "; "),
                    generation: network.metadata.generation))
        }
        if !wasReady { events.record(.normal, "Made", "\(seen.subnet) on the bridge \(seen.bridge)", about: network) }
        return .again(after: Self.interval)
    }

    private func remove(_ network: Network, _ able: any NetworkKeeping) async throws -> Outcome {
        let uid = network.metadata.uid
        let users = network.status.leases.map(\.instance).filter { !$0.isEmpty }
        do {
            try await withDeadline(InstanceConvergence.step) { try await able.removeNetwork(uid) }
        } catch let error as DriverError {
            guard case .refused = error, !users.isEmpty else { throw error }
            _ = try await keep(network, able)
            try await note(network, "InUse", "it waits to be deleted until these instances are off it: \(users.joined(separator: ", "))")
            return .again(after: .seconds(10))
        }
        return try await release(network)
    }

    private func siteUnavailable(_ network: Network, _ error: SiteUnavailable) async throws -> Outcome {
        let exists = try Objects<Site>(objects).get(ObjectName(name: network.spec.site)) != nil
        if !exists, network.metadata.isBeingDeleted { return try await release(network) }
        try await note(network, exists ? error.reason : "SiteNotFound", error.description)
        return .again(after: .seconds(30))
    }

    private func failed(_ network: Network, _ error: DriverError) async throws -> Outcome {
        if case .cancelled = error { throw CancellationError() }
        let isFinal = !error.isTransient && !network.metadata.isBeingDeleted
        try await note(network, error.reason, error.description, phase: isFinal ? .failed : nil)
        events.record(.warning, error.reason, error.description, about: network)
        if error.isTransient { throw error }
        return .again(after: .seconds(network.metadata.isBeingDeleted ? 10 : 60))
    }

    private func note(_ network: Network, _ reason: String, _ message: String, phase: Network.Status.Phase? = nil) async throws {
        try await store.changeStatus(network.name, uid: network.metadata.uid) { newest in
            if let phase {
                newest.status.phase = phase
                newest.status.observedGeneration = network.metadata.generation
            }
            newest.status.conditions.set(
                Condition("Ready", .no, reason: reason, message: message, generation: network.metadata.generation))
        }
    }

    private func release(_ network: Network) async throws -> Outcome {
        try await store.change(network.name, uid: network.metadata.uid) { $0.metadata.finalizers.removeAll { $0 == Network.finalizer } }
        return .settled
    }
}

extension ObjectService {
    /// The name of the instance of a UID, with its namespace; empty when there is none.
    func instanceName(_ uid: UID) -> String {
        (try? objects(Instance.kind, by: .uid, uid.text).first?.name.description) ?? ""
    }
}
