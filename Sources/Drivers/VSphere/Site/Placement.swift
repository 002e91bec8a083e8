import StrataDriverKit
import VSphere

/// Where a new machine goes.
struct Placement: Sendable {
    var datacenter: Landscape.Datacenter
    var folder: ManagedObject
    var pool: ManagedObject
    var host: HostRecord
    var datastore: Landscape.Datastore
    var network: Landscape.Network

    /// Picks a place by what the machine and the site wish for; where they leave a choice, the host with the most memory left and the datastore with the most room.
    init(
        _ wish: MachineOptions, _ site: SiteOptions, _ place: SitePlace, _ landscape: Landscape, _ attempt: String, _ object: String
    ) throws(DriverError) {
        func refuse(_ answer: String, _ hint: String = "") -> DriverError { .refused(.init(attempt, object, answer: answer, hint: hint)) }
        func fail(_ answer: String, _ hint: String = "") -> DriverError { .failed(.init(attempt, object, answer: answer, hint: hint)) }
        guard let folder = place.folder, let home = place.datacenter,
            let datacenter = landscape.datacenters.first(where: { $0.object == home })
        else {
            let names = landscape.datacenters.map(\.path).joined(separator: ", ")
            throw refuse(
                "the server has several datacenters", "Set spec.options.datacenter of the Site to one of: \(names)")
        }
        self.datacenter = datacenter
        self.folder = folder
        var computes = landscape.computes.filter { $0.datacenter == home }
        if !site.cluster.isEmpty {
            let all = computes.map(\.name).joined(separator: ", ")
            computes = computes.filter { $0.name == site.cluster }
            guard !computes.isEmpty else {
                throw refuse("there is no cluster or host \(site.cluster)", "Set spec.options.cluster of the Site to one of: \(all)")
            }
        }
        let members = Set(computes.flatMap(\.hosts))
        var hosts = landscape.hosts.filter { members.contains($0.object) }
        if !wish.host.isEmpty {
            hosts = hosts.filter { $0.name == wish.host }
            guard !hosts.isEmpty else {
                throw refuse("there is no host \(wish.host) at the site", "strata get hosts shows those that there are")
            }
        }
        hosts = hosts.filter(\.isUsable)
        guard !hosts.isEmpty else {
            throw fail("no host of the site is connected and out of maintenance", "strata get hosts shows their states")
        }
        let storage = wish.datastore.isEmpty ? site.datastore : wish.datastore
        let stores = landscape.datastores.filter { $0.isAccessible && (storage.isEmpty || $0.name == storage) }
        guard
            let host = hosts.filter({ host in stores.contains { host.datastores.contains($0.object) } })
                .max(by: { $0.memoryFree < $1.memoryFree }),
            let datastore = stores.filter({ host.datastores.contains($0.object) }).max(by: { $0.free < $1.free })
        else {
            let names = landscape.datastores.map(\.name).joined(separator: ", ")
            throw refuse(
                storage.isEmpty ? "no host of the site has an accessible datastore" : "no host of the site has the datastore \(storage)",
                "There are: \(names)")
        }
        self.host = host
        self.datastore = datastore
        network = try Self.network(wish, site, datacenter, host, landscape, refuse)
        guard let compute = computes.first(where: { $0.hosts.contains(host.object) }) else { throw fail("the host \(host.name) went away") }
        guard let pool = landscape.child(of: compute.pool, at: site.resourcePool, among: landscape.pools) else {
            throw refuse("\(compute.name) has no resource pool \(site.resourcePool)")
        }
        self.pool = pool
    }

    /// The network of a new machine's card.
    private static func network(
        _ wish: MachineOptions, _ site: SiteOptions, _ datacenter: Landscape.Datacenter, _ host: HostRecord, _ landscape: Landscape,
        _ refuse: (String, String) -> DriverError
    ) throws(DriverError) -> Landscape.Network {
        let name = wish.network.isEmpty ? site.network : wish.network
        let there = landscape.networks.filter { datacenter.networks.contains($0.object) || host.networks.contains($0.object) }
        // A distributed switch's uplinks are listed among its port groups.
        let fit = there.filter { name.isEmpty ? !$0.name.contains("DVUplinks") : $0.name == name }
        guard let first = fit.first(where: { host.networks.contains($0.object) }) ?? fit.first else {
            throw refuse(
                name.isEmpty ? "the host \(host.name) has no network" : "there is no network \(name)",
                "There are: \(there.map(\.name).joined(separator: ", "))")
        }
        return first
    }
}
