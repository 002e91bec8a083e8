import StrataAPI
import StrataDriverKit
import StrataResources

/// Finds the networks and volumes that an instance names.
struct AttachmentLookup: Sendable {
    /// What an order is told of them.
    struct Found: Sendable {
        var networks: [CardOrder] = []
        var volumes: [MountOrder] = []

        var isEmpty: Bool { networks.isEmpty && volumes.isEmpty }
    }

    /// The first that is not there, or not ready.
    struct Missing: Error {
        var reason: String
        var message: String
    }

    enum Resolution: Sendable {
        case ready(Found)
        case waiting(Missing)
    }

    let objects: ObjectService

    /// - Throws: ``DriverError/unsupported(_:stack:)`` where the site's driver knows nothing of networks or volumes.
    func resolve(_ instance: Instance, on site: ConnectedSite) throws -> Resolution {
        var found = Found()
        // One card on the site's own network is what every driver gives.
        if instance.spec.networks != [Instance.Card()], !instance.spec.networks.isEmpty {
            guard site.driver is any NetworkKeeping else { throw DriverError.unsupported(.networks, stack: site.stack) }
            for (index, card) in instance.spec.networks.enumerated() {
                switch try network(card, at: FieldPath("spec", "networks").index(index), of: instance) {
                case .success(let order): found.networks.append(CardOrder(network: order, address: card.address, mac: card.mac))
                case .failure(let missing): return .waiting(missing)
                }
            }
        }
        for (index, mount) in instance.spec.volumes.enumerated() {
            guard site.driver is any VolumeKeeping else { throw DriverError.unsupported(.volumes, stack: site.stack) }
            switch try volume(mount, at: FieldPath("spec", "volumes").index(index), of: instance) {
            case .success(let order): found.volumes.append(order)
            case .failure(let missing): return .waiting(missing)
            }
        }
        return .ready(found)
    }

    private func network(_ card: Instance.Card, at path: FieldPath, of instance: Instance) throws -> Result<NetworkOrder?, Missing> {
        func wait(_ reason: String, _ message: String) -> Result<NetworkOrder?, Missing> {
            .failure(Missing(reason: reason, message: "\(path.member("network")): \(message)"))
        }
        if card.network == Network.standard { return .success(nil) }
        let namespace = instance.metadata.namespace
        guard let network = try Objects<Network>(objects).get(ObjectName(namespace: namespace, name: card.network)) else {
            return wait("NetworkNotFound", "there is no Network \(card.network) in namespace \(namespace)")
        }
        guard try isSameMachine(network.spec.site, instance.spec.site) else {
            return wait(
                "NetworkElsewhere", "network \(card.network) is on the machine of site \(network.spec.site), not of \(instance.spec.site)")
        }
        guard !network.metadata.isBeingDeleted, network.status.phase == .ready else {
            let why = network.metadata.isBeingDeleted ? "is being deleted" : "is not ready"
            let message = network.status.conditions["Ready"]?.message ?? ""
            return wait("NetworkNotReady", "network \(card.network) \(why)\(message.isEmpty ? "" : ": \(message)")")
        }
        return .success(NetworkOrder(network))
    }

    private func volume(_ mount: Instance.Mount, at path: FieldPath, of instance: Instance) throws -> Result<MountOrder, Missing> {
        func wait(_ reason: String, _ message: String) -> Result<MountOrder, Missing> {
            .failure(Missing(reason: reason, message: "\(path.member("volume")): \(message)"))
        }
        let namespace = instance.metadata.namespace
        guard let volume = try Objects<Volume>(objects).get(ObjectName(namespace: namespace, name: mount.volume)) else {
            return wait("VolumeNotFound", "there is no Volume \(mount.volume) in namespace \(namespace)")
        }
        guard volume.spec.site == instance.spec.site else {
            return wait("VolumeElsewhere", "volume \(mount.volume) is on site \(volume.spec.site), not on \(instance.spec.site)")
        }
        guard !volume.metadata.isBeingDeleted, [.available, .inUse].contains(volume.status.phase) else {
            let why = volume.metadata.isBeingDeleted ? "is being deleted" : "is not ready"
            let message = volume.status.conditions["Ready"]?.message ?? ""
            return wait("VolumeNotReady", "volume \(mount.volume) \(why)\(message.isEmpty ? "" : ": \(message)")")
        }
        return .success(MountOrder(volume: VolumeOrder(volume), path: mount.path, isReadOnly: mount.isReadOnly))
    }

    /// Whether two sites are stacks of one machine, which share its networks.
    private func isSameMachine(_ one: String, _ other: String) throws -> Bool {
        if one == other { return true }
        let sites = Objects<Site>(objects)
        guard let first = try sites.get(ObjectName(name: one)), let second = try sites.get(ObjectName(name: other)) else { return false }
        return first.spec.endpoint == second.spec.endpoint
    }
}
