import StrataAPI
import StrataResources

/// The queues of networks and volumes, and what wakes them besides their own changes: their status tells who is on them.
struct AttachmentQueues: Sendable {
    let objects: ObjectService
    let networks = WorkQueue<ObjectName>()
    let volumes = WorkQueue<ObjectName>()

    /// Has those looked at that an instance is or was attached to.
    func changed(_ instance: Instance) async {
        let name = instance.name.description
        for network in await all(Network.self, beside: instance) {
            let isNamed = instance.spec.networks.contains { $0.network == network.metadata.name }
            if isNamed || network.status.leases.contains(where: { $0.instance == name }) { networks.add(network.name) }
        }
        for volume in await all(Volume.self, beside: instance) {
            let isNamed = instance.spec.volumes.contains { $0.volume == volume.metadata.name }
            if isNamed || volume.status.usedBy.contains(name) { volumes.add(volume.name) }
        }
    }

    /// Has those of a site looked at, once it can be used.
    func reached(_ site: String) {
        for network in of(site, Network.kind) where network.needsAttention { networks.add(network.name) }
        // Who is gone without a word has given volumes back as the site was connected.
        for volume in of(site, Volume.kind) { volumes.add(volume.name) }
    }

    private func of(_ site: String, _ kind: ResourceKind) -> [StoredObject] {
        (try? objects.objects(kind, by: .field("spec.site"), site)) ?? []
    }

    /// The objects of an instance's namespace; none can be attached to it from elsewhere.
    private func all<Root: Resource>(_ type: Root.Type, beside instance: Instance) async -> [Root] {
        (try? await Objects<Root>(objects).list(ObjectSelection(namespace: instance.metadata.namespace))) ?? []
    }
}
