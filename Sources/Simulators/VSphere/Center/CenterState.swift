import SimulatorKit

/// What a state file keeps.
struct CenterState: Sendable, Codable {
    /// A custom field.
    struct FieldDefinition: Sendable, Codable {
        var key: Int
        var name: String
        /// A managed type; nil for all.
        var type: String?
    }

    var isESXi = false
    var version = "8.0.2"
    var instanceUUID = ""
    var root = Ref("Folder", "group-d1")
    var folders: [String: Folder] = [:]
    var datacenters: [String: Datacenter] = [:]
    var computes: [String: Compute] = [:]
    var pools: [String: Pool] = [:]
    var hosts: [String: Host] = [:]
    var datastores: [String: Datastore] = [:]
    var networks: [String: Network] = [:]
    var machines: [String: Machine] = [:]
    /// Machines that are not in the inventory and have their files still, by these.
    var unregistered: [String: Machine] = [:]
    var fields: [FieldDefinition] = []
    /// Nil before there is a tag.
    var tagging: Tagging?
    var users: [Inventory.User] = []
    /// What it shows of itself; nil before it first started.
    var identity: SimulatorIdentity?
    var lastID = 100
    var lastEventKey = 0

    /// An object of the inventory.
    func entity(_ ref: Ref) -> (any Entity)? {
        switch ref.type {
        case "Folder": folders[ref.id]
        case "Datacenter": datacenters[ref.id]
        case "ComputeResource", "ClusterComputeResource": computes[ref.id].flatMap { $0.ref == ref ? $0 : nil }
        case "ResourcePool": pools[ref.id]
        case "HostSystem": hosts[ref.id]
        case "Datastore": datastores[ref.id]
        case "Network", "DistributedVirtualPortgroup", "VmwareDistributedVirtualSwitch":
            networks[ref.id].flatMap { $0.ref == ref ? $0 : nil }
        case "VirtualMachine": machines[ref.id]
        default: nil
        }
    }

    /// Puts an object back that was changed.
    mutating func put(_ entity: any Entity) {
        switch entity {
        case let folder as Folder: folders[folder.ref.id] = folder
        case let datacenter as Datacenter: datacenters[datacenter.ref.id] = datacenter
        case let compute as Compute: computes[compute.ref.id] = compute
        case let pool as Pool: pools[pool.ref.id] = pool
        case let host as Host: hosts[host.ref.id] = host
        case let datastore as Datastore: datastores[datastore.ref.id] = datastore
        case let network as Network: networks[network.ref.id] = network
        case let machine as Machine: machines[machine.ref.id] = machine
        default: break
        }
    }

    mutating func remove(_ ref: Ref) {
        switch ref.type {
        case "Folder": folders[ref.id] = nil
        case "Datacenter": datacenters[ref.id] = nil
        case "ComputeResource", "ClusterComputeResource": computes[ref.id] = nil
        case "ResourcePool": pools[ref.id] = nil
        case "HostSystem": hosts[ref.id] = nil
        case "Datastore": datastores[ref.id] = nil
        case "Network", "DistributedVirtualPortgroup", "VmwareDistributedVirtualSwitch": networks[ref.id] = nil
        case "VirtualMachine": machines[ref.id] = nil
        default: break
        }
    }

    mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }
}
